import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

const STORED = "quern.timeZone";
const UNITS: readonly [number, string][] = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "min"], [1_000, "s"]];

/** How long, in its largest unit or two: 3 d 4 h. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return `${Math.round(ms)} ms`;
  const at = UNITS.findIndex(([unit]) => size >= unit);
  const [unit, name] = UNITS[at]!;
  const whole = Math.floor(size / unit);
  const next = UNITS[at + 1];
  const rest = next && whole < 10 ? Math.floor((size - whole * unit) / next[0]) : 0;
  return `${ms < 0 ? "−" : ""}${whole} ${name}${rest > 0 ? ` ${rest} ${next![1]}` : ""}`;
}

/** How long ago. */
export const ago = (ms: number) => (ms < 0 ? `in ${duration(-ms)}` : ms < 1000 ? "just now" : `${duration(ms)} ago`);

/** A length of time as definitions write it, such as 7d or 1h30m, in milliseconds; null for what is none, such as a lifetime. */
export function lengthOf(text: string): number | null {
  const sizes: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  let total = 0;
  const rest = text.replace(/(\d+(?:\.\d+)?)(ms|w|d|h|m|s)/g, (_, amount: string, unit: string) => {
    total += Number(amount) * sizes[unit]!;
    return "";
  });
  return rest === "" && total > 0 ? total : null;
}

interface Zone {
  zone: string;
  setZone: (zone: string) => void;
  /** Day and time, to the second. */
  time: (value: string | number) => string;
  /** The same without the year's and the seconds' weight, for axes. */
  tick: (value: string | number) => string;
}

const Context = createContext<Zone | null>(null);

/** The zones of this browser: UTC first, then its own. */
export const zones = (): string[] => [...new Set(["UTC", Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf("timeZone")])];

function stored(): string {
  const zone = localStorage.getItem(STORED);
  try {
    return zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : "UTC";
  } catch {
    return "UTC";
  }
}

export function ZoneProvider({ children }: { children: ReactNode }) {
  const [zone, set] = useState(stored);
  const value = useMemo<Zone>(() => {
    const long = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    const brief = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    const safely = (format: Intl.DateTimeFormat) => (instant: string | number) => {
      const at = new Date(instant);
      return Number.isNaN(at.getTime()) ? String(instant) : format.format(at);
    };
    return {
      zone,
      setZone: (next) => {
        localStorage.setItem(STORED, next);
        set(next);
      },
      time: safely(long),
      tick: safely(brief),
    };
  }, [zone]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useZone(): Zone {
  const zone = useContext(Context);
  if (!zone) throw new Error("There is no time zone here.");
  return zone;
}

/** An instant, as the reader's zone has it; on hover as it was told. */
export function Time({ at }: { at: string }) {
  const { time, zone } = useZone();
  return (
    <time dateTime={at} title={`${at} (shown in ${zone})`} className="nums">
      {time(at)}
    </time>
  );
}
