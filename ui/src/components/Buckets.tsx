import { useId } from "react";
import { counted } from "../format/numbers";
import { lengthOf, useZone } from "../format/time";
import { AnnotationKey } from "./AnnotationKey";
import { between, type Annotation } from "./annotations";
import "./buckets.css";

const SHAPES = {
  fault: "M5 1 9.5 9h-9Z",
  drifted: "M5 .5 9.5 5 5 9.5.5 5Z",
  note: "M5 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
} as const;

const NAMES: Record<Mark, string> = { fault: "fault", drifted: "features drifted", note: "note" };

/** What is said of a bucket by a shape, so that it is not told by colour alone. */
export type Mark = keyof typeof SHAPES;

/** Rows of a stretch of time. */
export interface Bucket {
  /** When it begins. */
  start: string;
  rows: number;
  /** Whether there was enough to learn from. */
  isJudged: boolean;
  mark: Mark | null;
  /** What was found, in words; empty for nothing. */
  found: string;
}

interface Props {
  label: string;
  buckets: readonly Bucket[];
  /** How long one is, such as 1d. */
  every: string;
  /** The applies that changed what they are of. */
  annotations: readonly Annotation[];
  /** The start of the one that is chosen, and what to do when another is; without it none is. */
  choice?: { chosen: string | null; onChoose: (start: string) => void };
}

/** Rows by bucket of time as bars, with marks where something was found, and lines where a definition changed. */
export function Buckets({ label, buckets, every, annotations, choice }: Props) {
  const { time, tick } = useZone();
  const [first, last] = [buckets[0], buckets[buckets.length - 1]];
  if (!first || !last) return null;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.rows));
  const changes = changesBy(buckets, lengthOf(every) ?? 0, annotations);
  const said = (bucket: Bucket) =>
    [`${time(bucket.start)}: ${counted(bucket.rows, "row")}`, ...(bucket.found === "" ? [] : [bucket.found]), ...(bucket.isJudged ? [] : ["not judged"]), ...changesIn(changes, bucket).map(({ commit, text }) => `apply ${commit}: ${text}`)].join(", ");
  const bars = { buckets, most, said, changes };
  const marks = (Object.keys(SHAPES) as Mark[]).filter((mark) => buckets.some((bucket) => bucket.mark === mark));
  return (
    <div className="stack gap-1">
      {choice ? <Choice label={label} {...bars} {...choice} /> : <Picture label={label} {...bars} />}
      <div className="bucket-axis small muted nums">
        <span>{tick(first.start)}</span>
        <span className="legend">
          {marks.map((mark) => (
            <span key={mark}>
              <MarkShape mark={mark} /> {NAMES[mark]}
            </span>
          ))}
          {buckets.some((bucket) => !bucket.isJudged) && (
            <span>
              <span className="bucket-key hatched" /> not judged
            </span>
          )}
          <AnnotationKey annotations={[...changes.values()].flat()} />
        </span>
        <span>{tick(last.start)}</span>
      </div>
    </div>
  );
}

type Changes = ReadonlyMap<string, readonly Annotation[]>;

const changesIn = (changes: Changes, bucket: Bucket) => changes.get(bucket.start) ?? [];

/** What changed in each bucket. */
function changesBy(buckets: readonly Bucket[], length: number, annotations: readonly Annotation[]): Changes {
  const changed = buckets.map(({ start }) => [start, between(annotations, Date.parse(start), Date.parse(start) + length)] as const);
  return new Map(changed.filter(([, changes]) => changes.length > 0));
}

interface BarsProps {
  label: string;
  buckets: readonly Bucket[];
  most: number;
  said: (bucket: Bucket) => string;
  changes: Changes;
}

/** Radio buttons, so that arrows go from one to the next and there is one stop for all. */
function Choice({ label, buckets, most, said, changes, chosen, onChoose }: BarsProps & NonNullable<Props["choice"]>) {
  const group = useId();
  return (
    <div className="buckets" role="radiogroup" aria-label={label}>
      {buckets.map((bucket) => (
        <label key={bucket.start} className="bucket" title={said(bucket)}>
          <input type="radio" className="hidden" name={group} checked={bucket.start === chosen} onChange={() => onChoose(bucket.start)} aria-label={said(bucket)} />
          <Bar bucket={bucket} most={most} isChanged={changes.has(bucket.start)} />
        </label>
      ))}
    </div>
  );
}

function Picture({ label, buckets, most, said, changes }: BarsProps) {
  const found = buckets.filter((bucket) => bucket.mark !== null || changes.has(bucket.start)).map(said);
  return (
    <div className="buckets" role="img" aria-label={[label, said(buckets[buckets.length - 1]!), ...found].join("; ")}>
      {buckets.map((bucket) => (
        <span key={bucket.start} className="bucket" title={said(bucket)}>
          <Bar bucket={bucket} most={most} isChanged={changes.has(bucket.start)} />
        </span>
      ))}
    </div>
  );
}

const Bar = ({ bucket, most, isChanged }: { bucket: Bucket; most: number; isChanged: boolean }) => (
  <>
    {isChanged && <span className="bucket-change" />}
    <span className="bucket-mark">{bucket.mark && <MarkShape mark={bucket.mark} />}</span>
    <span className="bucket-room">
      <span className={bucket.isJudged ? "bucket-bar" : "bucket-bar hatched"} style={{ height: `${(bucket.rows / most) * 100}%` }} />
    </span>
  </>
);

const MarkShape = ({ mark }: { mark: Mark }) => (
  <svg className="mark" data-mark={mark} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
    <path d={SHAPES[mark]} />
  </svg>
);
