import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link to the page of an apply. */
export const CommitLink = ({ number, className, children }: { number: number; className?: string; children: ReactNode }) => (
  <Link to="/history/$number" params={{ number: String(number) }} className={className}>
    {children}
  </Link>
);
