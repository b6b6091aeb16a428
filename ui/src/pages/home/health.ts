import type { Status } from "../../api/queries";
import { freshnessOf } from "../../components/Freshness";
import { count, counted } from "../../format/numbers";

export interface Issue {
  tone: "bad" | "warn";
  title: string;
  detail: string;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string>;
}

const SHOWN_VIEWS = 5;

/** What is not as it should be, the worst first. */
export function issuesOf(status: Status, now: number): Issue[] {
  const issues: Issue[] = [];
  for (const run of status.materializations)
    if (run.state === "failed") issues.push({ tone: "bad", title: `Materialization of ${run.view} failed`, detail: run.errors?.[0]?.message ?? "It did not say why.", to: "/motion", search: { tab: "runs" } });
  for (const feed of status.feeds)
    if (feed.state === "stopped" || feed.last_error)
      issues.push({ tone: feed.state === "reading" ? "warn" : "bad", title: `Feed of stream ${feed.stream}: ${feed.state.replace("_", " ")}`, detail: feed.last_error?.message ?? "It reads no more.", to: "/motion", search: { tab: "streams" } });
  for (const stream of status.streams)
    if (stream.refused > 0) issues.push({ tone: "warn", title: `${counted(stream.refused, "event")} of stream ${stream.stream} refused`, detail: "They are among the dead letters, with what is wrong with each.", to: "/motion", search: { tab: "dead-letters" } });
  const latest = status.training_sets[0];
  if (latest?.status === "failed") issues.push({ tone: "warn", title: `Training set ${latest.run_id} failed`, detail: `Asked for ${latest.service ? `service ${latest.service}` : "features by name"}.`, to: "/motion", search: { tab: "training-sets" } });

  const stale = status.views.flatMap((view) => {
    const { tone, text } = freshnessOf(view, now);
    return tone === "warn" ? [{ view, text }] : [];
  });
  for (const { view, text } of stale.slice(0, SHOWN_VIEWS))
    issues.push({
      tone: "warn",
      title: `${view.view} is ${text}`,
      detail: view.materialized_to === null ? "Requests for it are refused until it is materialized." : `Served values have events up to ${view.materialized_to}.`,
      to: "/views/$view",
      params: { view: view.view },
      search: { tab: "runs" },
    });
  if (stale.length > SHOWN_VIEWS) issues.push({ tone: "warn", title: `${count(stale.length - SHOWN_VIEWS)} more views are behind`, detail: "The list of views tells which.", to: "/" });
  return issues.sort((one, other) => Number(other.tone === "bad") - Number(one.tone === "bad"));
}
