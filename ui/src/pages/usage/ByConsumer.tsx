import { useMemo } from "react";
import type { UsageDetail } from "../../api/queries";
import { useAnnotations } from "../../components/annotations";
import { LazyTimeLines, SERIES } from "../../components/chart/LazyTimeLines";
import { counted, roughly } from "../../format/numbers";
import { hoursMs, stepsBetween } from "./steps";

/** Requests of a view or a service over time, each consumer upon the others; those who ask least are one. */
export function ByConsumer({ of, usage }: { of: string; usage: UsageDetail }) {
  const annotations = useAnnotations(of);
  const { times, lines, total } = useMemo(() => {
    const times = stepsBetween(usage.since, usage.counted_since, usage.step_hours);
    const sums = new Map<string, number>();
    for (const step of usage.steps) sums.set(step.consumer, (sums.get(step.consumer) ?? 0) + step.requests);
    const names = [...sums].toSorted((one, other) => other[1] - one[1]).map(([name]) => name);
    // The last colour is for the rest, where there is more than one.
    const alone = names.length > SERIES.length ? names.slice(0, SERIES.length - 1) : names;
    const read = (isMeant: (consumer: string) => boolean) => {
      const at = new Map<string, number>();
      for (const step of usage.steps) if (isMeant(step.consumer)) at.set(step.at, (at.get(step.at) ?? 0) + step.requests);
      return times.map((time) => at.get(time) ?? 0);
    };
    const lines = alone.map((name) => ({ name, values: read((consumer) => consumer === name) }));
    if (alone.length < names.length) lines.push({ name: `${names.length - alone.length} others`, values: read((consumer) => !alone.includes(consumer)) });
    return { times, lines, total: [...sums.values()].reduce((sum, value) => sum + value, 0) };
  }, [usage]);
  const step = usage.step_hours === 1 ? "hour" : `${usage.step_hours} hours`;
  return (
    <div className="stack gap-2">
      <h3 className="small muted">Requests by {step} and consumer</h3>
      <LazyTimeLines label={`Requests by ${step} and consumer: ${counted(total, "request")} of ${lines.map((line) => line.name).join(", ")}`} times={times} lines={lines} format={roughly} step={hoursMs(usage.step_hours)} annotations={annotations} isCounts />
    </div>
  );
}
