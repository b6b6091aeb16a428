import { Modal } from "@mantine/core";
import { useState } from "react";
import { jsonOf } from "../api/client";
import { number } from "../format/numbers";
import { useZone } from "../format/time";
import { Copy } from "./Code";

const SHORT = 80;
const SHOWN_ITEMS = 5;
const LONGEST_SHOWN = 200_000;

function plain(value: unknown, isWhole: boolean): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "bigint") return isWhole ? String(value) : number(value);
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const items = isWhole ? value : value.slice(0, SHOWN_ITEMS);
    return `[${items.map((item) => plain(item, isWhole)).join(", ")}${items.length < value.length ? `, … ${number(value.length)} in all` : ""}]`;
  }
  return jsonOf(value, isWhole ? 2 : undefined);
}

/** A value in one line. */
export const textOf = (value: unknown) => plain(value, false);

/** A value of data: text, and nothing but text. What is long opens in a window of its own. */
export function Value({ value, type }: { value: unknown; type?: string }) {
  const [isOpen, setOpen] = useState(false);
  const { time } = useZone();
  if (value === null || value === undefined) return <span className="muted">null</span>;
  if (type === "timestamp" && typeof value === "string") return <span className="nums" title={value}>{time(value)}</span>;
  const text = textOf(value);
  const isCut = text.length > SHORT || (Array.isArray(value) && value.length > SHOWN_ITEMS);
  if (!isCut) return <bdi className={typeof value === "number" || typeof value === "bigint" ? "nums" : "break"} title={typeof value === "number" ? String(value) : undefined}>{text}</bdi>;
  const whole = isOpen ? plain(value, true) : "";
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)} aria-label={`Show all of ${text.slice(0, SHORT)}`}>
        <bdi>{text.slice(0, SHORT)}{text.length > SHORT ? "…" : ""}</bdi>
      </button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} size="xl" title={`${number(whole.length)} characters`} closeButtonProps={{ "aria-label": "Close" }}>
        <div className="stack gap-3">
          <div className="code break" dir="auto" style={{ whiteSpace: "pre-wrap" }} tabIndex={0} role="region" aria-label="The value">
            {whole.slice(0, LONGEST_SHOWN)}
            {whole.length > LONGEST_SHOWN ? "…" : ""}
          </div>
          <div>
            <Copy text={whole} label="Copy all of it" />
          </div>
        </div>
      </Modal>
    </>
  );
}
