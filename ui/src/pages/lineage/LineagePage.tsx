import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { lineageQuery } from "../../api/queries";
import { Page } from "../../components/Page";
import { Loaded, NothingDefined } from "../../components/Panel";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import { counted } from "../../format/numbers";
import { around, type Edge, type Node } from "./layout";
import { LazyGraph } from "./LazyGraph";

const SIDES = [
  { id: "both", name: "Both ways" },
  { id: "up", name: "What it is made from" },
  { id: "down", name: "What it reaches" },
] as const;

export function LineagePage() {
  const lineage = useQuery(lineageQuery);
  return (
    <Page title="Lineage" lead="What is made from what: sources, views, what is computed on demand, services.">
      <Loaded query={lineage} lines={8}>
        {({ nodes, edges }) =>
          nodes.length === 0 ? (
            <NothingDefined />
          ) : (
            <Drawn nodes={nodes} edges={edges} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Drawn({ nodes, edges }: { nodes: readonly Node[]; edges: readonly Edge[] }) {
  const [parts, change] = useParts();
  const focus = nodes.find((node) => node.id === parts.focus)?.id ?? null;
  const side = SIDES.find((candidate) => candidate.id === parts.side)?.id ?? "both";
  const shown = useMemo(() => (focus === null ? { nodes, edges } : around(nodes, edges, focus, side)), [nodes, edges, focus, side]);
  const choices = useMemo(
    () => [...new Set(nodes.map((node) => node.kind))].map((kind) => ({ group: kind, items: nodes.filter((node) => node.kind === kind).map((node) => ({ value: node.id, label: node.name })) })),
    [nodes],
  );
  const withColumns = parts.columns === "1";
  return (
    <section className="panel" aria-label="Graph">
      <header>
        <Select aria-label="Focus on" placeholder="Focus on…" data={choices} value={focus} onChange={(next) => change({ focus: next }, { push: true })} searchable clearable limit={100} w={280} maw="100%" size="sm" clearButtonProps={{ "aria-label": "Show everything" }} />
        {focus && <Pills label="Which way" options={SIDES} current={side} onChoose={(id) => change({ side: id === "both" ? null : id })} />}
        <span className="pills">
          <button type="button" aria-pressed={withColumns} onClick={() => change({ columns: withColumns ? null : "1" })}>
            Columns
          </button>
        </span>
        <span className="end small muted nums">{counted(shown.nodes.length, "definition")}</span>
      </header>
      <LazyGraph nodes={shown.nodes} edges={shown.edges} focus={focus} withColumns={withColumns} onFocus={(id) => change({ focus: id === focus ? null : id }, { push: true })} />
    </section>
  );
}
