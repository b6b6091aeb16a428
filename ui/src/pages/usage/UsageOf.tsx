import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { usageOfQuery, type UsageDetail } from "../../api/queries";
import { Figures, type Figure } from "../../components/Figures";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { bytes, count, money, roughly } from "../../format/numbers";
import { ByConsumer } from "./ByConsumer";
import { took } from "./measures";
import { Ranking } from "./Ranking";
import { RangeChoice, useRange } from "./range";

/** Who reads a view or a service, how much, and when. */
export function UsageOf({ kind, name }: { kind: "views" | "services"; name: string }) {
  const range = useRange();
  const usage = useQuery(usageOfQuery(kind, name, range.id));
  return (
    <>
      <Panel title={`Read in the last ${range.word}`} end={<RangeChoice />}>
        <Loaded query={usage} lines={6}>{(data) => <InAll of={`${kind === "views" ? "view" : "service"}:${name}`} usage={data} isView={kind === "views"} />}</Loaded>
      </Panel>
      {usage.data && <Tables usage={usage.data} />}
    </>
  );
}

function InAll({ of, usage, isView }: { of: string; usage: UsageDetail; isView: boolean }) {
  const { whole } = usage;
  const figures: Figure[] = [
    ["Requests", roughly(whole.requests), `${count(whole.requests)}, training sets included`],
    ["Values read", roughly(whole.read_values)],
    ["Served", bytes(whole.served_bytes)],
    ["Time", took(whole.seconds), isView ? "its part of reads and training sets, and materializations" : "of reads and training sets"],
    ...(isView ? ([["Events in", roughly(whole.written_rows)], ["Records written", roughly(whole.written_records)]] as const) : []),
    ...(usage.currency === null ? [] : ([["Cost", money(whole.money ?? 0, usage.currency), "without what is stored"]] as const)),
  ];
  return (
    <div className="stack gap-4">
      <Figures figures={figures} />
      {usage.steps.length > 0 ? (
        <ByConsumer of={of} usage={usage} />
      ) : (
        <Empty title="Nobody read it">
          <p>
            No server of the project answered a read of it within this time. What asks says who it is with the header <code>X-Quern-Consumer</code>.
          </p>
        </Empty>
      )}
    </div>
  );
}

const Tables = ({ usage: { consumers, services, features, currency } }: { usage: UsageDetail }) => (
  <>
    {table("Who reads it", consumers.length, <Ranking by="consumer" lines={consumers} currency={currency} most={10} />)}
    {table("Through which services", services.length, <Ranking by="service" lines={services} currency={currency} most={10} isFollowing />)}
    {table("Which features of it", features.length, <Ranking by="feature" lines={features} currency={currency} most={10} isFollowing />)}
  </>
);

const table = (title: string, size: number, ranking: ReactNode) =>
  size > 0 && (
    <Panel title={title} flush>
      {ranking}
    </Panel>
  );
