import type { Shapes } from "../../api/client";

const AFTER = /[\p{L}\p{N}_]/u;

function isRead(line: string, column: string): boolean {
  const text = `row.${column}`;
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) if (!AFTER.test(line.charAt(at + text.length))) return true;
  return false;
}

/** The fields of its source that a view reads, by the canonical text of its definition. */
export function readsOf(detail: Shapes["ViewDetailShape"], fields: readonly { name: string }[]): ReadonlySet<string> {
  const lines = [...detail.shared, ...detail.meanings];
  return new Set(fields.flatMap(({ name }) => (lines.some((line) => isRead(line, name)) ? [name] : [])));
}
