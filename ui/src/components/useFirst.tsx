import { useState, type ReactNode } from "react";
import { counted } from "../format/numbers";

/** The first of many, and what shows the rest of them; null where these are all. */
export function useFirst<T>(items: readonly T[], most: number, thing: string): [readonly T[], ReactNode] {
  const [isOpen, setOpen] = useState(false);
  if (items.length <= most) return [items, null];
  return [
    isOpen ? items : items.slice(0, most),
    <p key="more" className="note small">
      <button type="button" className="text-button" onClick={() => setOpen(!isOpen)}>
        {isOpen ? `Show the first ${most}` : `Show all ${counted(items.length, thing)}`}
      </button>
    </p>,
  ];
}
