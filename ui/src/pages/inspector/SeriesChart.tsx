import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { number } from "../../format/numbers";
import { useZone } from "../../format/time";

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

interface Props {
  name: string;
  times: readonly string[];
  values: readonly (number | null)[];
  other: readonly (number | null)[] | null;
  at: string | null;
  onAt: (at: string) => void;
}

/** A feature over time; a click moves the instant there. */
export default function SeriesChart({ name, times, values, other, at, onAt }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme("light");
  const { time, tick, zone } = useZone();
  const known = values.filter((value): value is number => value !== null);

  useEffect(() => {
    const made = init(box.current!, null, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current!);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const made = chart.current!;
    const colour = (variable: string) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
    const [text, line, one, two] = [colour("--muted"), colour("--line"), colour("--series-1"), colour("--series-2")];
    const font = { color: text, fontFamily: "Inter", fontSize: 11 };
    made.setOption(
      {
        animation: false,
        // Where ticks stand: at whole hours of UTC, or else of this machine.
        useUTC: zone === "UTC",
        grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
        xAxis: { type: "time", axisLabel: { ...font, formatter: (value: number) => tick(value), hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false }, splitNumber: 4 },
        yAxis: { type: "value", scale: true, axisLabel: { ...font, formatter: (value: number) => number(value) }, splitLine: { lineStyle: { color: line } }, splitNumber: 4 },
        tooltip: {
          trigger: "axis",
          backgroundColor: colour("--surface"),
          borderColor: line,
          textStyle: { color: colour("--text"), fontFamily: "Inter", fontSize: 12 },
          // An element, and not text that would be read as markup.
          formatter: (points: readonly { value: readonly [string, number | null] }[]) => {
            const told = document.createElement("div");
            told.textContent = `${time(points[0]!.value[0])}  ${points.map((point) => (point.value[1] === null ? "null" : number(point.value[1]))).join(" | ")}`;
            return told;
          },
        },
        series: [
          { type: "line", data: times.map((instant, point) => [instant, values[point] ?? null]), showSymbol: false, lineStyle: { width: 2, color: one }, itemStyle: { color: one }, areaStyle: { color: one, opacity: 0.08 }, markLine: { silent: true, symbol: "none", data: at ? [{ xAxis: at }] : [], label: { show: false }, lineStyle: { color: text } } },
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
  }, [times, values, other, at, scheme, zone]);

  const label = known.length === 0 ? `${name}: no values` : `${name} from ${time(times[0]!)} to ${time(times[times.length - 1]!)}: between ${number(Math.min(...known))} and ${number(Math.max(...known))}, at last ${number(known[known.length - 1]!)}`;
  return <div ref={box} role="img" aria-label={label} style={{ height: 220 }} />;
}
