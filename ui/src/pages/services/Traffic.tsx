import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trafficQuery, type Traffic as TrafficShape } from "../../api/queries";
import { useAnnotations } from "../../components/annotations";
import { LazyTimeLines } from "../../components/chart/LazyTimeLines";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import { counted, number, roughly } from "../../format/numbers";
import { Time } from "../../format/time";
import { textOf } from "../usage/steps";

const MINUTE_MS = 60_000;

// A server that began just now has as much room.
const FEWEST = 15;

const SPANS = [
  { id: "1h", name: "1 h", minutes: 60 },
  { id: "6h", name: "6 h", minutes: 360 },
] as const;

const ms = (value: number) => `${number(Number(value.toPrecision(3)))} ms`;

/** How often a service is asked, and how long its answers take, minute by minute. */
export function Traffic({ service }: { service: string }) {
  const [parts, change] = useParts();
  const traffic = useQuery(trafficQuery(service));
  const span = SPANS.find((candidate) => candidate.id === parts.span) ?? SPANS[0];
  return (
    <Panel title="Requests and latency, as this server counts" end={<Pills label="How many hours" options={SPANS} current={span.id} onChoose={(id) => change({ span: id === SPANS[0].id ? null : id })} />}>
      <Loaded query={traffic} lines={6}>{(data) => <Charts service={service} traffic={data} minutes={span.minutes} />}</Loaded>
    </Panel>
  );
}

function Charts({ service, traffic, minutes }: { service: string; traffic: TrafficShape; minutes: number }) {
  const annotations = useAnnotations(`service:${service}`);
  const { times, told } = useMemo(() => {
    const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const first = Math.min(Date.parse(traffic.since), now - (FEWEST - 1) * MINUTE_MS);
    const times = Array.from({ length: minutes }, (_, at) => now - (minutes - 1 - at) * MINUTE_MS).filter((at) => at >= first).map(textOf);
    const by = new Map(traffic.minutes.map((minute) => [minute.at, minute]));
    return { times, told: times.map((time) => by.get(time)) };
  }, [traffic, minutes]);
  const asked = told.filter((minute) => minute !== undefined);
  if (asked.length === 0)
    return (
      <Empty title="Nobody asked of late">
        <p>
          This server counts since <Time at={traffic.since} />; what others answered is below. <code>Try it</code> is a request too.
        </p>
      </Empty>
    );
  const requests = asked.reduce((sum, minute) => sum + minute.requests, 0);
  const failed = asked.reduce((sum, minute) => sum + minute.failed, 0);
  const slowest = Math.max(...asked.map((minute) => minute.p99_ms ?? 0));
  return (
    <div className="columns">
      <div className="stack gap-2">
        <h3 className="small muted">Requests a minute</h3>
        <LazyTimeLines
          label={`Requests a minute: ${counted(requests, "request")} answered, ${roughly(failed)} failed`}
          times={times}
          lines={[
            { name: "answered", values: told.map((minute) => minute?.requests ?? 0) },
            { name: "failed", values: told.map((minute) => minute?.failed ?? 0) },
          ]}
          format={roughly}
          step={MINUTE_MS}
          annotations={annotations}
          isCounts
        />
      </div>
      <div className="stack gap-2">
        <h3 className="small muted">From the request until the answer is written</h3>
        <LazyTimeLines
          label={`Latency by minute; 99 of a hundred took at most ${ms(slowest)}`}
          times={times}
          lines={[
            { name: "half", values: told.map((minute) => minute?.p50_ms ?? null) },
            { name: "95 of 100", values: told.map((minute) => minute?.p95_ms ?? null) },
            { name: "99 of 100", values: told.map((minute) => minute?.p99_ms ?? null) },
          ]}
          format={ms}
          step={MINUTE_MS}
          annotations={annotations}
        />
      </div>
    </div>
  );
}
