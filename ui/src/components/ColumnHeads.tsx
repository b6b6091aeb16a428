/** The name of a column; of one with numbers, which stand at its end, as `num`. */
export type ColumnHead = string | { num: string };

/** The cells of a table's head. */
export const ColumnHeads = ({ columns }: { columns: readonly ColumnHead[] }) =>
  columns.map((column) => {
    const [name, isNumber] = typeof column === "string" ? [column, false] : [column.num, true];
    return (
      <th key={name} scope="col" className={isNumber ? "num" : undefined}>
        {name}
      </th>
    );
  });
