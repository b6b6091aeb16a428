import { useLive } from "../api/live";
import { duration } from "../format/time";
import { Badge, type Tone } from "./Badge";

const DAY = 86_400_000;

/** How a view stands: up to where its events are in what is served. */
export function freshnessOf(view: { is_streamed: boolean; materialized_to: string | null }, now: number): { tone: Tone; text: string } {
  if (view.is_streamed) return { tone: "good", text: "live" };
  if (view.materialized_to === null) return { tone: "warn", text: "not online" };
  const behind = now - Date.parse(view.materialized_to);
  return behind < 60_000 ? { tone: "good", text: "up to date" } : { tone: behind > DAY ? "warn" : "good", text: `${duration(behind)} behind` };
}

export function Freshness({ view }: { view: string }) {
  const { status, now } = useLive();
  const progress = status?.views.find((candidate) => candidate.view === view);
  if (!progress) return null;
  const { tone, text } = freshnessOf(progress, now());
  return (
    <Badge tone={tone} title={progress.materialized_to ? `Online state has events up to ${progress.materialized_to}` : undefined}>
      {text}
    </Badge>
  );
}
