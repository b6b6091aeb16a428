import type { CSSProperties } from "react";
import { useZone } from "../../format/time";

const boxOf = (severity: number | null) => ({ className: severity === null ? "heat-box hatched" : "heat-box", style: severity === null ? {} : ({ "--severity": severity } as CSSProperties) });

const said = (severity: number | null) => (severity === null ? "not judged" : `severity ${severity.toFixed(2)}`);

interface Props {
  feature: string;
  /** When the buckets begin. */
  starts: readonly string[];
  /** By bucket how bad it is, 0 to 1; null where it was not judged. */
  values: readonly (number | null)[];
}

/** How bad a feature is by bucket: by the strength of its colour and by how full a box is. */
export function Severity({ feature, starts, values }: Props) {
  const { time } = useZone();
  const bad = values.flatMap((value, at) => (value !== null && value > 0 ? [`${time(starts[at]!)} ${said(value)}`] : []));
  const blank = values.filter((value) => value === null).length;
  const label = blank === values.length ? "not judged" : [bad.length === 0 ? "nowhere unlike the reference" : bad.join(", "), ...(blank > 0 ? [`${blank} not judged`] : [])].join("; ");
  return (
    <span className="heat" role="img" aria-label={`${feature}: ${label}`}>
      {values.map((value, at) => (
        <span key={starts[at]} title={`${feature}, ${time(starts[at]!)}: ${said(value)}`} {...boxOf(value)} />
      ))}
    </span>
  );
}

const STEPS = [0, 0.25, 0.5, 0.75, 1];

/** What the boxes mean. */
export const SeverityLegend = () => (
  <span className="legend small muted">
    <span>
      as the reference
      <span className="heat" aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} {...boxOf(step)} />
        ))}
      </span>
      far from it
    </span>
    <span>
      <span className="heat" aria-hidden="true">
        <span {...boxOf(null)} />
      </span>
      not judged
    </span>
  </span>
);
