// Draws the curves that the benchmark `curves` wrote: one picture each, rates on the left and latencies on the right.
//   node draw.js curves.json FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as echarts from "echarts";

const [file, folder] = process.argv.slice(2);
// Readable on a light page and on a dark one.
const ink = "#7d8590";
const colours = { quern: "#d97706", bare: "#64748b" };

function axis(name, gridIndex) {
  return {
    type: "log", name, nameLocation: "middle", nameGap: 30, gridIndex,
    nameTextStyle: { color: ink }, axisLabel: { color: ink }, axisLine: { lineStyle: { color: ink } }, splitLine: { lineStyle: { color: ink, opacity: 0.25 } },
  };
}

function line(name, colour, points, panel, style = "solid") {
  return {
    name, type: "line", data: points, xAxisIndex: panel, yAxisIndex: panel, symbol: "circle", symbolSize: 7,
    lineStyle: { color: colour, type: style, width: 2 }, itemStyle: { color: colour },
  };
}

function points(curve, server, figure) {
  return curve.points.map((point) => [point.place, point[server][figure]]);
}

function picture(curve) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 860, height: 380 });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif" },
    title: { text: curve.title, left: "center", textStyle: { color: ink, fontSize: 14, fontWeight: "normal" } },
    legend: { bottom: 0, itemGap: 18, textStyle: { color: ink, fontSize: 11 } },
    grid: [{ left: 75, width: 330, top: 45, bottom: 85 }, { left: 500, width: 330, top: 45, bottom: 85 }],
    xAxis: [axis(curve.axis, 0), axis(curve.axis, 1)],
    yAxis: [{ ...axis("requests a second", 0), nameGap: 55 }, { ...axis("milliseconds", 1), nameGap: 45 }],
    series: [
      line("bare Kestrel", colours.bare, points(curve, "bare", "rate"), 0),
      line("Quern", colours.quern, points(curve, "quern", "rate"), 0),
      line("bare Kestrel, p50", colours.bare, points(curve, "bare", "half"), 1),
      line("bare Kestrel, p99", colours.bare, points(curve, "bare", "most"), 1, "dashed"),
      line("Quern, p50", colours.quern, points(curve, "quern", "half"), 1),
      line("Quern, p99", colours.quern, points(curve, "quern", "most"), 1, "dashed"),
    ],
  });
  const svg = chart.renderToSVGString();
  // Its timers would keep the process alive.
  chart.dispose();
  return svg;
}

for (const curve of JSON.parse(readFileSync(file, "utf8"))) {
  const target = join(folder, `performance-${curve.name}.svg`);
  writeFileSync(target, picture(curve));
  console.log(target);
}
