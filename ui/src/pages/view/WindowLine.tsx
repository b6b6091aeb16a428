import { useElementSize } from "@mantine/hooks";
import { lengthOf } from "../../format/time";

const NARROWEST = 280;
const WIDEST = 760;
const CLOSEST = 40;
const LABEL = 64;
const ROW = 26;
const TICKS: readonly [string, number][] = [["1 min", 60e3], ["1 h", 3600e3], ["1 d", 86400e3], ["1 w", 604800e3], ["30 d", 2592e6], ["1 y", 31536e6]];

/** Windows as stretches of time that end now, drawn by the logarithm of their length, so that an hour can be seen beside a month. */
export function WindowLine({ windows }: { windows: readonly string[] }) {
  const { ref, width: room } = useElementSize<HTMLDivElement>();
  const width = Math.max(NARROWEST, Math.min(WIDEST, room || WIDEST));
  const known = windows.map((name) => ({ name, ms: lengthOf(name) }));
  const bounded = known.flatMap((window) => (window.ms === null ? [] : [window.ms]));
  if (bounded.length === 0) return null;
  const longest = Math.max(...bounded) * 1.4;
  const shortest = Math.min(...bounded) / 4;
  const right = width - 20;
  const x = (ms: number) => right - ((Math.log(ms) - Math.log(shortest)) / (Math.log(longest) - Math.log(shortest))) * (right - LABEL);
  const height = known.length * ROW + 34;
  // Where two would stand in each other's way, the longer stays.
  const ticks = TICKS.filter(([, ms], at) => ms > shortest && ms < longest && right - x(ms) > CLOSEST && (at === TICKS.length - 1 || TICKS[at + 1]![1] >= longest || x(ms) - x(TICKS[at + 1]![1]) > CLOSEST));
  return (
    <div ref={ref}>
      <svg className="windows" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Windows that end now: ${windows.join(", ")}`}>
        {ticks.map(([name, ms]) => (
          <g key={name}>
            <line x1={x(ms)} x2={x(ms)} y1={8} y2={height - 24} className="windows-grid" />
            <text x={x(ms)} y={height - 8} textAnchor="middle" className="windows-tick">
              −{name}
            </text>
          </g>
        ))}
        <line x1={right} x2={right} y1={8} y2={height - 24} className="windows-now" />
        <text x={right} y={height - 8} textAnchor="middle" className="windows-tick">
          now
        </text>
        {known.map((window, row) => {
          const from = window.ms === null ? LABEL - 6 : x(window.ms);
          const y = 12 + row * ROW;
          return (
            <g key={window.name}>
              <rect x={from} y={y} width={right - from} height={14} rx={3} className="windows-bar" />
              <text x={Math.max(from - 8, 2)} y={y + 11} textAnchor={from - 8 < 40 ? "start" : "end"} className="windows-name">
                {window.name}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
