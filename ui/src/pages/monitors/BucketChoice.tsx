import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useAnnotations } from "../../components/annotations";
import { Buckets, type Bucket } from "../../components/Buckets";
import { useParts } from "../../components/useParts";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";

interface Props<T> {
  /** Whose buckets they are, as the address has it. */
  of: string;
  label: string;
  /** How long a bucket is. */
  every: string;
  buckets: readonly T[];
  /** The same as they are drawn. */
  bars: readonly Bucket[];
  /** What was looked at in a bucket, in words. */
  said: (bucket: T) => string;
  /** What was found in the one that is chosen. */
  children?: (bucket: T) => ReactNode;
}

/** Rows by bucket, one of which is told of: the one that the address names, or else the latest. There is at least one. */
export function BucketChoice<T extends { start: string; rows: number }>({ of, label, every, buckets, bars, said, children }: Props<T>) {
  const [parts, change] = useParts();
  const annotations = useAnnotations(of);
  const named = parts.of === of ? buckets.findIndex((bucket) => bucket.start === parts.at) : -1;
  const at = named >= 0 ? named : buckets.length - 1;
  const chosen = buckets[at]!;
  const choose = (start: string) => void change({ of, at: start });
  const step = (by: number) => {
    const next = buckets[at + by];
    return { disabled: !next, onClick: () => next && choose(next.start) };
  };
  return (
    <>
      <div className="note stack gap-3">
        <Buckets label={label} buckets={bars} every={every} annotations={annotations} choice={{ chosen: chosen.start, onChoose: choose }} />
        <div className="head-line">
          <Button.Group>
            <Button size="compact-sm" variant="default" aria-label="The bucket before" {...step(-1)}>
              ‹
            </Button>
            <Button size="compact-sm" variant="default" aria-label="The bucket after" {...step(1)}>
              ›
            </Button>
          </Button.Group>
          <span className="small muted">
            {every} from <Time at={chosen.start} />: {counted(chosen.rows, "row")}, {said(chosen)}
          </span>
        </div>
      </div>
      {children?.(chosen)}
    </>
  );
}
