import { jsonOf, type Shapes } from "../../api/client";
import { Value } from "../../components/Value";
import { useZone } from "../../format/time";

const SHOWN = 12;

/** What is no number, over time: each value with when it was first seen, the latest first. */
export function Steps({ column, times }: { column: Shapes["SeriesColumnShape"]; times: readonly string[] }) {
  const { tick } = useZone();
  const steps = times.flatMap((time, at) => (at === 0 || jsonOf(column.values[at]) !== jsonOf(column.values[at - 1]) ? [{ time, value: column.values[at] }] : [])).reverse();
  return (
    <ol className="steps">
      {steps.slice(0, SHOWN).map((step) => (
        <li key={step.time}>
          <span className="nums small muted">{tick(step.time)}</span>
          <span className="mono">
            <Value value={step.value} type={column.type} />
          </span>
        </li>
      ))}
    </ol>
  );
}
