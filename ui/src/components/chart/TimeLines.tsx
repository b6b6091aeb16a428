import { useZone } from "../../format/time";
import { SERIES, type TimeLinesProps } from "./LazyTimeLines";
import { changeLines, useChart } from "./useChart";

/** Figures over time: lines, or bars one upon the other. */
export default function TimeLines({ label, times, lines, format, step, annotations = [], isCounts }: TimeLinesProps) {
  const { time } = useZone();
  const box = useChart(
    (made, { colour, over }) => {
      const looks = over(format, (points) => [time(points[0]!.value[0]), ...points.flatMap((point) => (point.value[1] === null ? [] : [`${lines[point.seriesIndex]!.name}: ${format(point.value[1])}`]))]);
      const [first, last] = [Date.parse(times[0]!), Date.parse(times[times.length - 1]!)];
      made.setOption(
        {
          ...looks,
          // Room for half a bar at both ends, and no two ticks of one minute.
          xAxis: { ...(looks.xAxis as object), min: first - step / 2, max: last + step / 2, minInterval: step },
          series: lines.map((line, at) => {
            const ink = colour(SERIES[at]!);
            const data = times.map((instant, point) => [instant, line.values[point] ?? null]);
            // A bar stands around the time at which its stretch begins.
            const markLine = at === 0 ? changeLines(annotations, colour, last - first + step, isCounts ? step / 2 : 0) : undefined;
            return isCounts
              ? { type: "bar", markLine, stack: "all", data, barWidth: `${Math.min(70, 7000 / times.length)}%`, barMaxWidth: 22, barMinWidth: 1.5, itemStyle: { color: ink } }
              : { type: "line", markLine, data, symbol: "circle", symbolSize: 4, showSymbol: isSparse(line.values), lineStyle: { width: 1.75, color: ink }, itemStyle: { color: ink } };
          }),
        },
        true,
      );
    },
    [times, lines, annotations, isCounts],
  );
  return <div ref={box} role="img" aria-label={[label, ...annotations.map(({ at, commit, text }) => `${time(at)}, apply ${commit}: ${text}`)].join("; ")} style={{ height: 220 }} />;
}

/** Whether a point stands alone somewhere: without a mark nobody would see it. */
const isSparse = (values: readonly (number | null)[]) => values.some((value, at) => value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null);
