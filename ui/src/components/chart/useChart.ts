import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef, type RefObject } from "react";
import { useZone } from "../../format/time";
import type { Annotation } from "../annotations";

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

/** A point under the hand: of which line, when, and how much. */
export interface Told {
  seriesIndex: number;
  value: readonly [string, number | null];
}

interface Look {
  /** A colour of styles/base.css, by its variable. */
  colour: (variable: string) => string;
  /** What all charts over time have, with how numbers are told, and what a point says. */
  over: (axis: (value: number) => string, told: (points: readonly Told[]) => readonly string[]) => Record<string, unknown>;
}

/** A chart in a box, sized with it, and drawn again when what it is drawn from changes, or the colours, or the zone. What drawing returns is done before the next. */
export function useChart(draw: (chart: EChartsType, look: Look) => (() => void) | void, from: readonly unknown[]): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme("light");
  const { tick, zone } = useZone();

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

  useEffect(() => draw(chart.current!, lookOf(tick, zone)), [...from, scheme, zone]);
  return box;
}

// Of a chart's length; nearer to each other, numbers would be written over each other.
const NEAREST = 1 / 30;

/** Dashed lines where applies changed what is drawn; those that stand near each other are one. */
export function changeLines(annotations: readonly Annotation[], colour: Look["colour"], length: number, shift = 0) {
  const lines: { xAxis: number; first: number; last: number }[] = [];
  for (const { at, commit } of annotations) {
    const [xAxis, before] = [Date.parse(at) - shift, lines[lines.length - 1]];
    if (before && xAxis - before.xAxis < length * NEAREST) before.last = commit;
    else lines.push({ xAxis, first: commit, last: commit });
  }
  return {
    silent: true,
    symbol: "none",
    data: lines.map(({ xAxis, first, last }) => ({ xAxis, name: first === last ? `#${first}` : `#${first}–${last}` })),
    label: { formatter: "{b}", color: colour("--muted"), fontFamily: "Inter", fontSize: 11 },
    lineStyle: { type: "dashed" as const, width: 1.5, color: colour("--text") },
  };
}

function lookOf(tick: (value: number) => string, zone: string): Look {
  const colour = (variable: string) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  const line = colour("--line");
  const font = { color: colour("--muted"), fontFamily: "Inter", fontSize: 11 };
  return {
    colour,
    over: (axis, told) => ({
      animation: false,
      // Where ticks stand: at whole hours of UTC, or else of this machine.
      useUTC: zone === "UTC",
      grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
      xAxis: { type: "time", axisLabel: { ...font, formatter: (value: number) => tick(value), hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false }, splitNumber: 4 },
      yAxis: { type: "value", scale: true, axisLabel: { ...font, formatter: (value: number) => axis(value) }, splitLine: { lineStyle: { color: line } }, splitNumber: 4 },
      tooltip: {
        trigger: "axis",
        backgroundColor: colour("--surface"),
        borderColor: line,
        textStyle: { color: colour("--text"), fontFamily: "Inter", fontSize: 12 },
        // Elements, and not text that would be read as markup.
        formatter: (points: readonly Told[]) => {
          const box = document.createElement("div");
          for (const text of told(points)) box.appendChild(document.createElement("div")).textContent = text;
          return box;
        },
      },
    }),
  };
}
