import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Pills } from "../../components/Pills";
import { ago, useZone } from "../../format/time";

export interface Span {
  id: string;
  name: string;
  ms: number;
}

export const SPANS: readonly Span[] = [
  { id: "1d", name: "1d", ms: 86_400_000 },
  { id: "7d", name: "7d", ms: 604_800_000 },
  { id: "30d", name: "30d", ms: 2_592_000_000 },
  { id: "90d", name: "90d", ms: 7_776_000_000 },
];

const STEPS = 240;

interface Props {
  end: number;
  span: Span;
  at: string | null;
  isFixed: boolean;
  onSpan: (id: string) => void;
  onAt: (at: string | null) => void;
}

/** Moves the instant that values are of. At its right end it is now, and values are those that are served. */
export function TimeBar({ end, span, at, isFixed, onSpan, onAt }: Props) {
  const { time, tick } = useZone();
  const start = end - span.ms;
  const stepOf = (ms: number) => Math.max(0, Math.min(STEPS, Math.round(((ms - start) / span.ms) * STEPS)));
  const chosen = at === null ? STEPS : stepOf(Date.parse(at));
  const [step, setStep] = useState(chosen);
  // Where the address says another instant, that is where the hand is.
  const [known, setKnown] = useState(chosen);
  if (known !== chosen) {
    setKnown(chosen);
    setStep(chosen);
  }
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
        <span className="time-choices">
          {!isNow && (
            <Button size="compact-sm" variant="default" onClick={() => onAt(null)}>
              Back to now
            </Button>
          )}
          <Pills label="How far back" options={SPANS} current={span.id} onChoose={onSpan} />
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
