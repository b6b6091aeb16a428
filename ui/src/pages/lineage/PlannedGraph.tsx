import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PlanDetail } from "../../api/queries";
import { Empty, Panel } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { LazyGraph } from "./LazyGraph";
import { PlanLegend } from "./PlanLegend";
import { marksOf, nearTouched } from "./planned";

/** How data would flow by a plan: what it touches, or all as the address says. */
export function PlannedGraph({ detail: { plan, lineage, touched } }: { detail: PlanDetail }) {
  const navigate = useNavigate();
  const [parts, change] = useParts();
  const isAll = parts.all === "1";
  const marks = useMemo(() => marksOf(touched), [touched]);
  const shown = useMemo(() => (isAll ? lineage : nearTouched(lineage.nodes, lineage.edges, marks)), [isAll, lineage, marks]);
  return (
    <Panel
      title="Lineage"
      flush
      end={
        <>
          <PlanLegend marks={marks} />
          <span className="pills">
            <button type="button" aria-pressed={isAll} onClick={() => void change({ all: isAll ? null : "1" })}>
              All definitions
            </button>
          </span>
        </>
      }
    >
      {shown.nodes.length === 0 ? (
        <Empty title="Nothing that data flows through changes" />
      ) : (
        <LazyGraph nodes={shown.nodes} edges={shown.edges} focus={null} marks={marks} withColumns={false} onFocus={(focus) => void navigate({ to: "/lineage", search: { plan: String(plan.number), focus } as never })} />
      )}
    </Panel>
  );
}
