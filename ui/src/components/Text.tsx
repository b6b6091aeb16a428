import { useState } from "react";
import { count } from "../format/numbers";

const LONG = 600;

/** What somebody wrote about a thing; of much the beginning, until all is asked for. */
export function Text({ children }: { children: string }) {
  const [isOpen, setOpen] = useState(false);
  if (children === "") return null;
  const isLong = children.length > LONG;
  return (
    <div>
      <p className="lead" data-long={isLong && !isOpen} dir="auto">
        {isLong && !isOpen ? children.slice(0, LONG) : children}
      </p>
      {isLong && (
        <button type="button" className="text-button small" onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Show less" : `Show all ${count(children.length)} characters`}
        </button>
      )}
    </div>
  );
}
