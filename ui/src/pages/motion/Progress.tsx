import { roughly } from "../../format/numbers";

/** How far something is, and how far it goes where somebody knows. */
export const Progress = ({ step, done, total }: { step: string | null; done: number; total: number }) => (
  <span style={{ display: "inline-grid", gap: 4, minWidth: 140 }}>
    <span className="small nums">
      {step ?? "beginning"} {roughly(done)}
      {total > 0 && ` of ${roughly(total)}`}
    </span>
    <progress value={total > 0 ? done : undefined} max={total > 0 ? total : undefined} aria-label={step ?? "Progress"} style={{ width: "100%", height: 6, accentColor: "var(--accent)" }} />
  </span>
);
