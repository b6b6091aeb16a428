import { Select } from "@mantine/core";
import { useMemo } from "react";
import type { PlanDetail } from "../../api/queries";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import { counted } from "../../format/numbers";
import { around, type Edge, type Node } from "./layout";
import { LazyGraph } from "./LazyGraph";
import { PlanChoice } from "./PlanChoice";
import { PlanLegend } from "./PlanLegend";
import { marksOf, nearTouched } from "./planned";

const SIDES = [
  { id: "both", name: "Both ways" },
  { id: "up", name: "What it is made from" },
  { id: "down", name: "What it reaches" },
] as const;

interface Props {
  nodes: readonly Node[];
  edges: readonly Edge[];
  /** The plan whose change is shown; null for what is served. */
  plan: PlanDetail | null;
}

/** The graph, or the part of it that the address says: around one definition, or what a plan touches. */
export function Drawn({ nodes, edges, plan }: Props) {
  const [parts, change] = useParts();
  const marks = useMemo(() => (plan ? marksOf(plan.touched) : undefined), [plan]);
  const focus = nodes.find((node) => node.id === parts.focus)?.id ?? null;
  const side = SIDES.find((candidate) => candidate.id === parts.side)?.id ?? "both";
  const isAll = parts.all === "1";
  const shown = useMemo(() => {
    if (focus !== null) return around(nodes, edges, focus, side);
    return marks && !isAll ? nearTouched(nodes, edges, marks) : { nodes, edges };
  }, [nodes, edges, focus, side, marks, isAll]);
  const choices = useMemo(
    () => [...new Set(nodes.map((node) => node.kind))].map((kind) => ({ group: kind, items: nodes.filter((node) => node.kind === kind).map((node) => ({ value: node.id, label: node.name })) })),
    [nodes],
  );
  const withColumns = parts.columns === "1";
  return (
    <section className="panel" aria-label="Graph">
      <header>
        <Select aria-label="Focus on" placeholder="Focus on…" data={choices} value={focus} onChange={(next) => change({ focus: next }, { push: true })} searchable clearable limit={100} w={280} maw="100%" size="sm" clearButtonProps={{ "aria-label": "Show everything" }} />
        <PlanChoice plan={plan} />
        {focus && <Pills label="Which way" options={SIDES} current={side} onChoose={(id) => change({ side: id === "both" ? null : id })} />}
        <span className="pills">
          <button type="button" aria-pressed={withColumns} onClick={() => change({ columns: withColumns ? null : "1" })}>
            Columns
          </button>
          {marks && !focus && (
            <button type="button" aria-pressed={isAll} onClick={() => change({ all: isAll ? null : "1" })}>
              All definitions
            </button>
          )}
        </span>
        {marks && <PlanLegend marks={marks} />}
        <span className="end small muted nums">{counted(shown.nodes.length, "definition")}</span>
      </header>
      <LazyGraph nodes={shown.nodes} edges={shown.edges} focus={focus} marks={marks} withColumns={withColumns} onFocus={(id) => change({ focus: id === focus ? null : id }, { push: true })} />
    </section>
  );
}
