import type { ReactNode } from "react";
import { ColumnHeads, type ColumnHead } from "./ColumnHeads";

interface Props {
  label: string;
  columns: readonly ColumnHead[];
  /** Where it does not scroll sideways alone. */
  className?: string;
  /** Its rows. */
  children: ReactNode;
}

/** A table with a name, in a box that scrolls where it does not fit, by the keyboard too. One of any length is made of `Rows`. */
export const Table = ({ label, columns, className = "scroll-x", children }: Props) => (
  <div className={className} role="region" aria-label={label} tabIndex={0}>
    <table>
      <thead>
        <tr>
          <ColumnHeads columns={columns} />
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
