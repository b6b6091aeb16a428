import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { featureUsageQuery, usageQuery } from "../../api/queries";
import { LazyTimeLines } from "../../components/chart/LazyTimeLines";
import { Figures } from "../../components/Figures";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import { bytes, count, counted, money, roughly } from "../../format/numbers";
import { BY, took, type By } from "./measures";
import { Ranking } from "./Ranking";
import { RangeChoice, useRange } from "./range";
import { hoursMs, stepsBetween } from "./steps";

type Counted = Shapes["UsageOverviewShape"];

/** What was read and written of late: in all, over time, and ranked. */
export function Overview() {
  const range = useRange();
  const usage = useQuery(usageQuery(range.id));
  const [parts, change] = useParts();
  const by: By = BY.find((candidate) => candidate.id === parts.by)?.id ?? "view";
  return (
    <div className="stack">
      <Panel title={`The last ${range.word}`} end={<RangeChoice />}>
        <Loaded query={usage} lines={6}>{(data) => <InAll usage={data} />}</Loaded>
      </Panel>
      <Panel title="Ranked" flush end={<Pills label="By what" options={BY} current={by} onChoose={(id) => change({ by: id === "view" ? null : id })} />}>
        {by === "feature" ? (
          <Features last={range.id} />
        ) : (
          <Loaded query={usage} lines={5}>
            {(data) => <Ranking by={by} lines={by === "view" ? data.views : by === "service" ? data.services : data.consumers} currency={data.currency} />}
          </Loaded>
        )}
      </Panel>
    </div>
  );
}

function Features({ last }: { last: string }) {
  const usage = useQuery(featureUsageQuery(last));
  return <Loaded query={usage} lines={5}>{(data) => <Ranking by="feature" lines={data.features} currency={data.currency} />}</Loaded>;
}

function InAll({ usage }: { usage: Counted }) {
  const sum = (of: (line: Counted["views"][number]) => number, lines = usage.views) => lines.reduce((total, line) => total + of(line), 0);
  const requests = usage.hours.reduce((total, hour) => total + hour.requests, 0);
  const steps = stepsBetween(usage.since, usage.counted_since, 1);
  const read = new Map(usage.hours.map((hour) => [hour.at, hour.requests]));
  return (
    <div className="stack gap-4">
      <Figures
        figures={[
          ["Requests answered", roughly(requests), count(requests)],
          ["Values read", roughly(sum((line) => line.read_values))],
          ["Values trained on", roughly(sum((line) => line.training_values))],
          ["Served", bytes(sum((line) => line.served_bytes))],
          ["Time of reads and runs", took(sum((line) => line.seconds))],
          ["Servers’ processors", took(usage.server_seconds), "whatever it was for"],
          ["Records written", roughly(sum((line) => line.written_records))],
          ...(usage.currency === null ? [] : [["Cost", money(sum((line) => line.money ?? 0), usage.currency), "without what is stored, which quern cost counts"] as const]),
        ]}
      />
      {usage.trouble && <p className="break bad">{usage.trouble}</p>}
      {requests === 0 ? (
        <Empty title="Nobody asked for a vector">
          <p>
            Within this time no server of the project answered a read. What asks says who it is with the header <code>X-Quern-Consumer</code>.
          </p>
        </Empty>
      ) : (
        <LazyTimeLines label={`Requests by hour: ${counted(requests, "request")} in ${counted(usage.hours.length, "hour")}`} times={steps} lines={[{ name: "Requests", values: steps.map((at) => read.get(at) ?? 0) }]} format={roughly} step={hoursMs(1)} isCounts />
      )}
    </div>
  );
}
