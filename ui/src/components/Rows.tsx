import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import { ColumnHeads, type ColumnHead } from "./ColumnHeads";

interface Props<T> {
  items: readonly T[];
  label: string;
  columns: readonly ColumnHead[];
  rowHeight: number;
  height?: number;
  row: (item: T, at: number) => ReactNode;
}

/** A table of any length, of which the rows in sight are there: each of one height, in a box that scrolls. */
export function Rows<T>({ items, label, columns, rowHeight, height = 560, row }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: items.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12, initialRect: { width: 800, height } });
  const shown = rows.getVirtualItems();
  const [before, after] = shown.length === 0 ? [0, 0] : [shown[0]!.start, rows.getTotalSize() - shown[shown.length - 1]!.end];
  return (
    <div ref={scroller} className="rows-box" style={{ maxHeight: height }} role="region" aria-label={label} tabIndex={0}>
      <table aria-rowcount={items.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <ColumnHeads columns={columns} />
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: before, padding: 0, border: 0 }} /></tr>}
          {shown.map((item) => (
            <tr key={item.key} className="row-link" aria-rowindex={item.index + 2} style={{ height: rowHeight }}>
              {row(items[item.index]!, item.index)}
            </tr>
          ))}
          {after > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: after, padding: 0, border: 0 }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}
