import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import { Background, Controls, Handle, Position, ReactFlow, useReactFlow, ReactFlowProvider, type NodeProps, type Node as FlowNode } from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useMemo } from "react";
import { useLive } from "../../api/live";
import { referenceOf, registryQuery, type Registry } from "../../api/queries";
import { freshnessOf } from "../../components/Freshness";
import { Icon, type IconName } from "../../components/Icon";
import type { Tone } from "../../components/Badge";
import { linkOf, type Kind } from "../../search";
import { layout, type Edge, type Node } from "./layout";

const WIDTH = 220;
const GAP_X = 110;
const GAP_Y = 22;
const HEIGHT = 58;
const COLUMN = 20;
const MOST_COLUMNS = 40;

interface Data extends Record<string, unknown> {
  node: Node;
  columns: readonly string[];
  health: { tone: Tone; text: string } | null;
  isFocus: boolean;
  onFocus: (id: string) => void;
}

/** The columns of a definition: a view's features, a source's fields, what a service returns. */
function columnsOf(node: Node, registry: Registry | undefined): readonly string[] {
  if (!registry) return [];
  switch (node.kind) {
    case "view":
      return registry.views.find((view) => referenceOf(view) === node.name)?.features.map((feature) => feature.name) ?? [];
    case "source":
      return registry.sources.find((source) => source.name === node.name)?.fields.map((field) => field.name) ?? [];
    case "service":
      return registry.services.find((service) => service.name === node.name)?.features.map((feature) => feature.name) ?? [];
    case "lookup":
      return registry.lookups.find((lookup) => lookup.name === node.name)?.features.map((feature) => feature.name) ?? [];
    case "on-demand":
      return registry.on_demand.find((method) => method.name === node.name)?.parameters.map((parameter) => parameter.name) ?? [];
    default:
      return [];
  }
}

const Box = memo(function Box({ data }: NodeProps<FlowNode<Data>>) {
  const { node, columns, health, isFocus, onFocus } = data;
  return (
    <div className="box" data-kind={node.kind} data-focus={isFocus ? "true" : undefined} data-tone={health?.tone}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div className="box-head">
        <Icon name={node.kind as IconName} />
        <button type="button" className="box-name" aria-pressed={isFocus} title={`Focus on ${node.name}`} onClick={() => onFocus(node.id)}>
          <bdi>{node.name}</bdi>
        </button>
        {node.kind !== "request" && (
          <Link className="box-open nodrag" {...(linkOf({ kind: node.kind as Kind, name: node.name, of: "" }) as { to: string })} aria-label={`Open ${node.kind} ${node.name}`}>
            ↗
          </Link>
        )}
      </div>
      <div className="box-more">
        {node.kind}
        {health && <span data-tone={health.tone}>{health.text}</span>}
      </div>
      {columns.length > 0 && (
        <ul className="box-columns">
          {columns.slice(0, MOST_COLUMNS).map((column) => (
            <li key={column}>
              <bdi>{column}</bdi>
            </li>
          ))}
          {columns.length > MOST_COLUMNS && <li>… {columns.length - MOST_COLUMNS} more</li>}
        </ul>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});

const TYPES = { box: Box };

interface Props {
  nodes: readonly Node[];
  edges: readonly Edge[];
  focus: string | null;
  withColumns: boolean;
  onFocus: (id: string) => void;
}

export default function Graph(props: Props) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ nodes, edges, focus, withColumns, onFocus }: Props) {
  const scheme = useComputedColorScheme("light");
  const { status, now } = useLive();
  const { data: registry } = useQuery(registryQuery);
  const { fitView } = useReactFlow();

  const boxes = useMemo(() => {
    const placed = layout(nodes, edges);
    const sizes = new Map(placed.map((node) => [node.id, HEIGHT + (withColumns ? Math.min(columnsOf(node, registry).length, MOST_COLUMNS + 1) * COLUMN : 0)]));
    const layers = new Map<number, typeof placed>();
    for (const node of placed) layers.set(node.layer, [...(layers.get(node.layer) ?? []), node]);
    const result: FlowNode<Data>[] = [];
    for (const [layer, list] of layers) {
      const height = list.reduce((sum, node) => sum + sizes.get(node.id)! + GAP_Y, -GAP_Y);
      let y = -height / 2;
      for (const node of [...list].sort((one, other) => one.row - other.row)) {
        const progress = node.kind === "view" ? status?.views.find((view) => view.view === node.name) : undefined;
        result.push({
          id: node.id,
          type: "box",
          position: { x: layer * (WIDTH + GAP_X), y },
          width: WIDTH,
          height: sizes.get(node.id)!,
          data: { node, columns: withColumns ? columnsOf(node, registry) : [], health: progress ? freshnessOf(progress, now()) : null, isFocus: node.id === focus, onFocus },
        });
        y += sizes.get(node.id)! + GAP_Y;
      }
    }
    return result;
  }, [nodes, edges, focus, withColumns, registry, status, now, onFocus]);

  const lines = useMemo(() => {
    const joined = new Map<string, string[]>();
    for (const edge of edges) {
      const key = `${edge.from}\n${edge.to}`;
      joined.set(key, [...(joined.get(key) ?? []), ...(edge.feature ? [edge.feature] : [])]);
    }
    return [...joined].map(([key, features]) => {
      const [source, target] = key.split("\n") as [string, string];
      return { id: key, source, target, ...(withColumns && features.length > 0 ? { label: features.slice(0, 2).join(", ") + (features.length > 2 ? ` +${features.length - 2}` : "") } : {}) };
    });
  }, [edges, withColumns]);

  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView({ padding: 0.15, maxZoom: 1.1 }));
    return () => cancelAnimationFrame(frame);
  }, [nodes, withColumns, fitView]);

  return (
    <div className="graph" role="region" aria-label={`${nodes.length} definitions and ${lines.length} connections`}>
      <ReactFlow nodes={boxes} edges={lines} nodeTypes={TYPES} colorMode={scheme} fitView fitViewOptions={{ padding: 0.15, maxZoom: 1.1 }} minZoom={0.05} nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} onlyRenderVisibleElements={nodes.length > 200} proOptions={{ hideAttribution: true }}>
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
