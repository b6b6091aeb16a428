import type { Shapes } from "../../api/client";
import { roughNumber, roughShare } from "../../format/numbers";
import "./profiles.css";

type Field = Shapes["ProfileFieldShape"];
type Part = Shapes["ProfilePartShape"];

const isNamed = (field: Field) => field.type === "string" || field.type === "boolean";

/** A part in words: a category, or the numbers from one to the next. */
export const partName = (field: Field, part: Part) => (isNamed(field) ? part.label : `from ${Number.isFinite(Number(part.label)) ? roughNumber(Number(part.label)) : part.label}`);

const HEIGHT = 30;

/** How the values of a field lie: a bar for each part, and where the training set had it a line across. */
export function Parts({ field, width = 160, height = HEIGHT }: { field: Field; width?: number; height?: number }) {
  const { parts } = field;
  if (parts.length === 0) return <span className="small muted">no values</span>;
  const most = Math.max(...parts.map((part) => Math.max(part.share, part.reference ?? 0)), Number.MIN_VALUE);
  const step = width / Math.max(parts.length, 8);
  const y = (share: number) => height - (share / most) * (height - 2);
  const words = (part: Part) => `${partName(field, part)}: ${roughShare(part.share)}${part.reference === null ? "" : `, training set ${roughShare(part.reference)}`}`;
  const greatest = parts.toSorted((one, other) => other.share - one.share).slice(0, 3);
  return (
    <svg className="parts" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${field.name}, most often ${greatest.map(words).join("; ")}`}>
      {parts.map((part, at) => (
        <g key={at}>
          <title>{words(part)}</title>
          <rect x={at * step} y={0} width={step} height={height} className="parts-room" />
          <rect x={at * step + 0.5} y={y(part.share)} width={step - 1} height={height - y(part.share)} className="parts-bar" />
          {part.reference !== null && <line x1={at * step} x2={(at + 1) * step} y1={y(part.reference)} y2={y(part.reference)} className="parts-reference" />}
        </g>
      ))}
    </svg>
  );
}

/** What the bars and lines mean, where there is a training set to compare with. */
export const PartsLegend = ({ bars }: { bars: string }) => (
  <span className="legend small muted">
    <span>
      <span className="parts-key" data-of="bar" /> {bars}
    </span>
    <span>
      <span className="parts-key" data-of="reference" /> training set
    </span>
  </span>
);
