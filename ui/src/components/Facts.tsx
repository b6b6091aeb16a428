import type { ReactNode } from "react";

/** What there is to know of a thing, line by line. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className="facts">{children}</dl>;

export const Fact = ({ name, className, children }: { name: string; className?: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd className={className}>{children}</dd>
  </>
);
