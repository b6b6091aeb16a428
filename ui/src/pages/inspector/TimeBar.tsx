import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { ago, useZone } from "../../format/time";

export interface Span {
  name: string;
  ms: number;
}

export const SPANS: readonly Span[] = [
  { name: "1d", ms: 86_400_000 },
  { name: "7d", ms: 604_800_000 },
  { name: "30d", ms: 2_592_000_000 },
  { name: "90d", ms: 7_776_000_000 },
];

const STEPS = 240;

interface Props {
  end: number;
  span: Span;
  at: string | null;
  isFixed: boolean;
  onSpan: (name: string) => void;
  onAt: (at: string | null) => void;
}

/** Moves the instant that values are of. At its right end it is now, and values are those that are served. */
export function TimeBar({ end, span, at, isFixed, onSpan, onAt }: Props) {
  const { time, tick } = useZone();
  const start = end - span.ms;
  const stepOf = (ms: number) => Math.max(0, Math.min(STEPS, Math.round(((ms - start) / span.ms) * STEPS)));
  const chosen = at === null ? STEPS : stepOf(Date.parse(at));
  const [step, setStep] = useState(chosen);
  useEffect(() => setStep(chosen), [chosen]);
  const msOf = (value: number) => start + (value / STEPS) * span.ms;
  const shown = step === chosen && at !== null ? Date.parse(at) : msOf(step);
  const isNow = step === STEPS && (at === null || step !== chosen);

  // The address changes when the hand rests, not with each step on the way.
  useEffect(() => {
    if (step === chosen) return;
    const timer = window.setTimeout(() => onAt(step === STEPS ? null : new Date(Math.round(msOf(step) / 1000) * 1000).toISOString()), 200);
    return () => window.clearTimeout(timer);
  }, [step, chosen]);

  return (
    <section className="panel time-bar" aria-label="Instant">
      <div className="time-head">
        <strong className="nums">{isNow ? "Now" : time(shown)}</strong>
        <span className="small muted">{isNow ? "as it is served, live" : `${ago(end - shown)}, from history`}</span>
        <span style={{ marginInlineStart: "auto", display: "flex", gap: 8, alignItems: "center" }}>
          {!isNow && (
            <Button size="compact-sm" variant="default" onClick={() => onAt(null)}>
              Back to now
            </Button>
          )}
          <span className="pills" role="group" aria-label="How far back">
            {SPANS.map((candidate) => (
              <button key={candidate.name} type="button" aria-pressed={candidate.name === span.name} onClick={() => onSpan(candidate.name)}>
                {candidate.name}
              </button>
            ))}
          </span>
        </span>
      </div>
      <input type="range" min={0} max={STEPS} value={step} disabled={isFixed} aria-label="Instant that values are of" aria-valuetext={isNow ? "now" : time(shown)} onChange={(event) => setStep(Number(event.target.value))} />
      <div className="time-ends small muted nums" aria-hidden="true">
        <span>{tick(start)}</span>
        <span>{tick(end)}</span>
      </div>
    </section>
  );
}
