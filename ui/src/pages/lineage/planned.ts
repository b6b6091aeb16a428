import type { Registry, Touch } from "../../api/queries";
import { referenceOf } from "../../api/queries";
import type { Edge, Node } from "./layout";

/** What a plan does to a definition. */
export type How = "add" | "change" | "remove" | "reads";

/** What a plan does, by the ids of nodes. */
export const marksOf = (touched: readonly Touch[]): ReadonlyMap<string, How> => new Map(touched.map(({ id, how }) => [id, how as How]));

/** What is touched, and what that is made from at once: the rest of a graph is as it was. */
export function nearTouched(nodes: readonly Node[], edges: readonly Edge[], marks: ReadonlyMap<string, How>): { nodes: readonly Node[]; edges: readonly Edge[] } {
  const near = new Set(marks.keys());
  for (const edge of edges) if (marks.has(edge.to)) near.add(edge.from);
  return { nodes: nodes.filter((node) => near.has(node.id)), edges: edges.filter((edge) => near.has(edge.from) && near.has(edge.to)) };
}

/** What is defined now, by the ids that the lineage has for it. */
export const idsOf = (registry: Registry): ReadonlySet<string> =>
  new Set([
    ...registry.entities.map(({ name }) => `entity:${name}`),
    ...registry.sources.map(({ name }) => `source:${name}`),
    ...registry.views.map((view) => `view:${referenceOf(view)}`),
    ...registry.lookups.map(({ name }) => `lookup:${name}`),
    ...registry.on_demand.map(({ name }) => `on-demand:${name}`),
    ...registry.services.map(({ name }) => `service:${name}`),
  ]);
