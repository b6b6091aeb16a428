import { lazy, Suspense, useMemo } from "react";
import { AnnotationKey } from "../AnnotationKey";
import { between, type Annotation } from "../annotations";
import { Loading } from "../Panel";
import "./chart.css";

const TimeLines = lazy(() => import("./TimeLines"));

/** What lines are drawn in, in their order; the last is for what is left. */
export const SERIES = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5"] as const;

export interface TimeLinesProps {
  /** What it shows, for those who do not see it: with the figures that matter. */
  label: string;
  times: readonly string[];
  /** At most as many as there are colours. */
  lines: readonly { name: string; values: readonly (number | null)[] }[];
  format: (value: number) => string;
  /** How long it is from one time to the next, in milliseconds. */
  step: number;
  /** The applies that changed what it is of. */
  annotations?: readonly Annotation[];
  /** Whether it is counts of those stretches, which are bars, one line's upon the other's. */
  isCounts?: boolean;
}

// One and the same, so that what is drawn of it stays.
const NONE: readonly Annotation[] = [];

/** Lines over time with what each is called; what draws them comes with the first. */
export function LazyTimeLines({ annotations = NONE, ...props }: TimeLinesProps) {
  const { times, lines, step } = props;
  const shown = useMemo(() => between(annotations, Date.parse(times[0]!), Date.parse(times[times.length - 1]!) + step), [annotations, times, step]);
  return (
    <div className="stack gap-2">
      {(lines.length > 1 || shown.length > 0) && (
        <p className="legend small muted">
          {lines.length > 1 &&
            lines.map((line, at) => (
              <span key={line.name}>
                <span className="line-key" style={{ background: `var(${SERIES[at]})` }} />
                <bdi>{line.name}</bdi>
              </span>
            ))}
          <AnnotationKey annotations={shown} />
        </p>
      )}
      <Suspense fallback={<div style={{ height: 220 }}><Loading lines={5} /></div>}>
        <TimeLines {...props} annotations={shown} />
      </Suspense>
    </div>
  );
}
