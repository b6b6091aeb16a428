import type { Annotation } from "../../components/annotations";
import { changeLines, useChart } from "../../components/chart/useChart";
import { number } from "../../format/numbers";
import { useZone } from "../../format/time";

interface Props {
  name: string;
  times: readonly string[];
  values: readonly (number | null)[];
  other: readonly (number | null)[] | null;
  /** The applies that changed what it is of. */
  annotations: readonly Annotation[];
  at: string | null;
  onAt: (at: string) => void;
}

/** A feature over time; a click moves the instant there. */
export default function SeriesChart({ name, times, values, other, annotations, at, onAt }: Props) {
  const { time } = useZone();
  const known = values.filter((value): value is number => value !== null);
  const box = useChart(
    (made, { colour, over }) => {
      const [one, two] = [colour("--series-1"), colour("--series-2")];
      const changes = changeLines(annotations, colour, Date.parse(times[times.length - 1]!) - Date.parse(times[0]!));
      const instant = at ? [{ xAxis: at, label: { show: false }, lineStyle: { width: 1, color: colour("--muted") } }] : [];
      made.setOption(
        {
          ...over(number, (points) => [`${time(points[0]!.value[0])}  ${points.map((point) => (point.value[1] === null ? "null" : number(point.value[1]))).join(" | ")}`]),
          series: [
            { type: "line", data: times.map((instant, point) => [instant, values[point] ?? null]), showSymbol: false, lineStyle: { width: 2, color: one }, itemStyle: { color: one }, areaStyle: { color: one, opacity: 0.08 }, markLine: { ...changes, data: [...instant, ...changes.data] } },
            ...(other ? [{ type: "line" as const, data: times.map((instant, point) => [instant, other[point] ?? null]), showSymbol: false, lineStyle: { width: 2, color: two }, itemStyle: { color: two } }] : []),
          ],
        },
        true,
      );
      const onClick = (event: { offsetX: number; offsetY: number }) => {
        const found = made.convertFromPixel({ seriesIndex: 0 }, [event.offsetX, event.offsetY]) as number[];
        const from = Date.parse(times[0]!);
        const to = Date.parse(times[times.length - 1]!);
        if (found[0] !== undefined && found[0] >= from && found[0] <= to) onAt(new Date(Math.round(found[0] / 1000) * 1000).toISOString());
      };
      made.getZr().on("click", onClick);
      return () => void made.getZr().off("click", onClick);
    },
    [times, values, other, annotations, at],
  );

  const changed = annotations.map(({ at, commit, text }) => `; ${time(at)}, apply ${commit}: ${text}`).join("");
  const label = known.length === 0 ? `${name}: no values` : `${name} from ${time(times[0]!)} to ${time(times[times.length - 1]!)}: between ${number(Math.min(...known))} and ${number(Math.max(...known))}, at last ${number(known[known.length - 1]!)}`;
  return <div ref={box} role="img" aria-label={label + changed} style={{ height: 220 }} />;
}
