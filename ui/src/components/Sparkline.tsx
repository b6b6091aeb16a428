interface Props {
  values: readonly (number | null)[];
  height?: number;
  label: string;
  /** Which point is marked; null for none. */
  at?: number | null;
}

const WIDTH = 240;

function pathOf(values: readonly (number | null)[], low: number, high: number, height: number): string {
  const span = high - low || 1;
  let path = "";
  let isDown = false;
  values.forEach((value, point) => {
    if (value === null) {
      isDown = false;
      return;
    }
    const x = values.length === 1 ? WIDTH : (point / (values.length - 1)) * WIDTH;
    const y = high === low ? height / 2 : height - 3 - ((value - low) / span) * (height - 6);
    // A point alone is drawn as a dot.
    path += `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}${isDown ? "" : "h0.01"}`;
    isDown = true;
  });
  return path;
}

/** A line without axes; it breaks where there is no value. */
export function Sparkline({ values, height = 28, label, at = null }: Props) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return <span className="small muted">no numbers</span>;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const marked = at === null ? null : (values[at] ?? null);
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" style={{ height }} role="img" aria-label={label}>
      <path d={pathOf(values, low, high, height)} className="spark-line" />
      {marked !== null && at !== null && <line x1={(at / Math.max(1, values.length - 1)) * WIDTH} x2={(at / Math.max(1, values.length - 1)) * WIDTH} y1={0} y2={height} className="spark-at" />}
    </svg>
  );
}
