import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "../../api/live";
import { seriesQuery, vectorsQuery, type Asked, type Vectors } from "../../api/queries";
import { valueOf } from "../../components/KeyForm";
import { keysIn } from "../../components/keys";
import { Loaded, Panel, Trouble } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { useTick } from "../../components/useTick";
import { Time } from "../../format/time";
import { Selected } from "./Selected";
import { SPANS, TimeBar } from "./TimeBar";
import type { Subject } from "./useSubject";
import { ValueTable } from "./ValueTable";

const POINTS = 61;
const LIVE_MS = 2_000;
const STEP_MS = 60_000;

const askedOf = (subject: Subject, keys: Readonly<Record<string, string>>): Asked => ({
  service: subject.service,
  features: subject.service ? undefined : subject.columns.map((column) => column.from),
  keys: Object.fromEntries(subject.fields.map((field) => [field.name, valueOf(keys[field.name] ?? "", field.type)])),
});

const iso = (ms: number) => new Date(ms).toISOString();

/** The end of the series: the clock's now where it stands still, a whole minute where it goes on, so that it is not asked for anew all the time. */
function useEnd(): number | null {
  const { status, now } = useLive();
  useTick(STEP_MS);
  if (!status) return null;
  return status.clock.mode === "wall" ? Math.floor(now() / STEP_MS) * STEP_MS : now();
}

export function Vector({ subject, keys }: { subject: Subject; keys: Readonly<Record<string, string>> }) {
  const [parts, change] = useParts();
  const end = useEnd();
  const asked = useMemo(() => askedOf(subject, keys), [subject, keys]);
  const otherKeys = keysIn(parts.with);
  const isOffline = parts.with === "history";
  const other = useMemo(() => (otherKeys ? askedOf(subject, otherKeys) : asked), [subject, parts.with, asked]);
  const at = parts.at && !Number.isNaN(Date.parse(parts.at)) && !isOffline ? iso(Date.parse(parts.at)) : null;
  const span = SPANS.find((candidate) => candidate.id === parts.span) ?? SPANS[1]!;
  const live = { placeholderData: keepPreviousData<Vectors>, refetchInterval: at === null ? LIVE_MS : (false as const) };

  const vectors = useQuery({ ...vectorsQuery(asked, at), ...live });
  const served = vectors.data?.at;
  const beside = useQuery({ ...vectorsQuery(other, isOffline ? (served ?? null) : at), ...live, refetchInterval: at === null && !isOffline ? LIVE_MS : false, enabled: otherKeys !== null || (isOffline && served !== undefined) });
  const from = end === null ? "" : iso(end - span.ms);
  const series = useQuery({ ...seriesQuery(asked, from, iso(end ?? 0), POINTS), enabled: end !== null, placeholderData: keepPreviousData });
  const otherSeries = useQuery({ ...seriesQuery(other, from, iso(end ?? 0), POINTS), enabled: end !== null && otherKeys !== null, placeholderData: keepPreviousData });
  const point = end === null || at === null ? null : Math.round(((Date.parse(at) - (end - span.ms)) / span.ms) * (POINTS - 1));
  const compared = otherKeys !== null || isOffline;

  return (
    <>
      {end !== null && <TimeBar end={end} span={span} at={at} isFixed={isOffline} onSpan={(id) => change({ span: id })} onAt={(next) => change({ at: next })} />}
      <div className={parts.feature ? "inspect-split" : "stack"}>
        <Panel
          title="Values"
          flush
          end={
            vectors.data && (
              <span className="small muted">
                {vectors.data.from === "online" ? "served" : "from history"}, <Time at={vectors.data.at} />
              </span>
            )
          }
        >
          {compared && beside.error && !beside.data && <Trouble error={beside.error} retry={() => void beside.refetch()} />}
          <Loaded query={vectors} lines={8}>
            {(data) => (
              <ValueTable
                subject={subject}
                vectors={data}
                beside={compared ? (beside.data ?? null) : undefined}
                besideName={isOffline ? "Offline" : "Other"}
                series={series.data ?? null}
                point={point}
                selected={parts.feature ?? null}
                onSelect={(feature) => change({ feature: feature === parts.feature ? null : feature })}
              />
            )}
          </Loaded>
        </Panel>
        {parts.feature && subject.columns.some((column) => column.name === parts.feature) && (
          <Selected subject={subject} feature={parts.feature} asked={asked} at={at} series={series} otherSeries={otherKeys ? otherSeries.data : undefined} onClose={() => change({ feature: null })} onAt={(next) => change({ at: next })} />
        )}
      </div>
    </>
  );
}
