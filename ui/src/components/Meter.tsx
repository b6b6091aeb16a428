import type { ReactNode } from "react";

interface Props {
  label: string;
  /** How much of 1 it is; undefined where nobody knows. */
  share: number | undefined;
  tone?: "accent" | "bad";
  /** The same in words. */
  children: ReactNode;
}

/** A share as a bar under its words. */
export const Meter = ({ label, share, tone = "accent", children }: Props) => (
  <span className="meter" data-tone={tone}>
    <span className="small nums">{children}</span>
    <progress value={share} max={1} aria-label={label} />
  </span>
);
