import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { Background, Controls, Handle, Position, ReactFlow, useReactFlow, ReactFlowProvider, type NodeProps, type Node as FlowNode } from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { memo, useEffect, useMemo } from "react";
import { useLive } from "../../api/live";
import { referenceOf, registryQuery, type Registry } from "../../api/queries";
import { DefinitionLink } from "../../components/DefinitionLink";
import { freshnessOf } from "../../components/Freshness";
import { Icon, type IconName } from "../../components/Icon";
import type { Tone } from "../../components/Badge";
import type { Edge, Node } from "./layout";
import { HowBadge } from "./HowBadge";
import type { How } from "./planned";
import { MOST_COLUMNS, place, WIDTH } from "./place";
import { Way } from "./Way";

interface Data extends Record<string, unknown> {
  node: Node;
  columns: readonly string[];
  health: { tone: Tone; text: string } | null;
  isFocus: boolean;
  mark: How | null;
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
  const { node, columns, health, isFocus, mark, onFocus } = data;
  return (
    <div className="box" data-kind={node.kind} data-focus={isFocus ? "true" : undefined} data-tone={health?.tone} data-mark={mark ?? undefined}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div className="box-head">
        <Icon name={node.kind as IconName} />
        <button type="button" className="box-name" aria-pressed={isFocus} title={`Focus on ${node.name}`} onClick={() => onFocus(node.id)}>
          <bdi>{node.name}</bdi>
        </button>
        {node.kind !== "request" && mark !== "add" && (
          <DefinitionLink kind={node.kind} name={node.name} className="box-open nodrag" aria-label={`Open ${node.kind} ${node.name}`}>
            ↗
          </DefinitionLink>
        )}
      </div>
      <div className="box-more">
        {node.kind}
        {mark ? <HowBadge how={mark} /> : health && <span data-tone={health.tone}>{health.text}</span>}
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
const EDGE_TYPES = { way: Way };

export interface GraphProps {
  nodes: readonly Node[];
  edges: readonly Edge[];
  focus: string | null;
  withColumns: boolean;
  /** What a plan does to nodes, where one is shown. */
  marks?: ReadonlyMap<string, How> | undefined;
  onFocus: (id: string) => void;
}

export default function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ nodes, edges, focus, withColumns, marks, onFocus }: GraphProps) {
  const scheme = useComputedColorScheme("light");
  const { status, now } = useLive();
  const { data: registry } = useQuery(registryQuery);
  const { fitView } = useReactFlow();
  const { ref, width: room } = useElementSize<HTMLDivElement>();

  const columns = useMemo(() => new Map(nodes.map((node) => [node.id, withColumns ? columnsOf(node, registry) : []])), [nodes, withColumns, registry]);
  const placed = useMemo(() => place(nodes, edges, columns), [nodes, edges, columns]);

  const boxes = useMemo(
    () =>
      nodes.map((node): FlowNode<Data> => {
        const progress = node.kind === "view" ? status?.views.find((view) => view.view === node.name) : undefined;
        const { x, y, height } = placed.boxes.get(node.id)!;
        return {
          id: node.id,
          type: "box",
          position: { x, y },
          width: WIDTH,
          height,
          data: { node, columns: columns.get(node.id)!, health: progress ? freshnessOf(progress, now()) : null, isFocus: node.id === focus, mark: marks?.get(node.id) ?? null, onFocus },
        };
      }),
    [nodes, placed, columns, focus, marks, status, now, onFocus],
  );

  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView({ padding: 0.15, maxZoom: 1.1 }));
    return () => cancelAnimationFrame(frame);
  }, [placed, room, fitView]);

  return (
    <div ref={ref} className="graph" role="region" aria-label={`${nodes.length} definitions and ${placed.lines.length} connections`}>
      <ReactFlow nodes={boxes} edges={placed.lines} nodeTypes={TYPES} edgeTypes={EDGE_TYPES} colorMode={scheme} fitView fitViewOptions={{ padding: 0.15, maxZoom: 1.1 }} minZoom={0.05} nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} onlyRenderVisibleElements={nodes.length > 200} proOptions={{ hideAttribution: true }}>
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
