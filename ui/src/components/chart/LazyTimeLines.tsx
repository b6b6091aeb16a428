import { lazy, Suspense } from "react";
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
  /** Whether it is counts of those stretches, which are bars, one line's upon the other's. */
  isCounts?: boolean;
}

/** Lines over time with what each is called; what draws them comes with the first. */
export const LazyTimeLines = (props: TimeLinesProps) => (
  <div className="stack gap-2">
    {props.lines.length > 1 && (
      <p className="legend small muted">
        {props.lines.map((line, at) => (
          <span key={line.name}>
            <span className="line-key" style={{ background: `var(${SERIES[at]})` }} />
            <bdi>{line.name}</bdi>
          </span>
        ))}
      </p>
    )}
    <Suspense fallback={<div style={{ height: 220 }}><Loading lines={5} /></div>}>
      <TimeLines {...props} />
    </Suspense>
  </div>
);
