import type { Shapes } from "../../api/client";

export type Node = Shapes["LineageNodeShape"];
export type Edge = Shapes["LineageEdgeShape"];

export interface Placed extends Node {
  layer: number;
  row: number;
}

const ROUNDS = 6;

/** Which nodes lie before and after one, itself included. */
export function reachOf(edges: readonly Edge[], focus: string, side: "both" | "up" | "down"): ReadonlySet<string> {
  const found = new Set([focus]);
  const walk = (from: "from" | "to", to: "from" | "to") => {
    const next = new Map<string, string[]>();
    for (const edge of edges) next.set(edge[from], [...(next.get(edge[from]) ?? []), edge[to]]);
    const waiting = [focus];
    const seen = new Set(waiting);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
      for (const other of next.get(node) ?? [])
        if (!seen.has(other)) {
          seen.add(other);
          found.add(other);
          waiting.push(other);
        }
  };
  if (side !== "up") walk("from", "to");
  if (side !== "down") walk("to", "from");
  return found;
}

/**
 * Places the nodes of a graph without cycles in layers: each one layer after the last of those that it is made from. Within a layer, nodes are brought near those that they are
 * connected with by the mean of their neighbours' places, forth and back a few times (Sugiyama's barycentres).
 */
export function layout(nodes: readonly Node[], edges: readonly Edge[]): Placed[] {
  const before = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  const after = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const edge of edges) {
    if (!before.has(edge.to) || !before.has(edge.from)) continue;
    before.get(edge.to)!.push(edge.from);
    after.get(edge.from)!.push(edge.to);
  }

  const layers = new Map<string, number>();
  const open = new Set<string>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) return 0;
    open.add(id);
    const layer = Math.max(-1, ...before.get(id)!.map(layerOf)) + 1;
    layers.set(id, layer);
    return layer;
  };
  nodes.forEach((node) => layerOf(node.id));
  // Services stand together at the end.
  const last = Math.max(0, ...layers.values());
  nodes.forEach((node) => node.kind === "service" && layers.set(node.id, last));

  const rows: string[][] = [];
  for (const node of nodes) (rows[layers.get(node.id)!] ??= []).push(node.id);
  const place = new Map<string, number>();
  const number = () => rows.forEach((row) => row?.forEach((id, at) => place.set(id, at - row.length / 2)));
  number();
  for (let round = 0; round < ROUNDS; round++) {
    const neighbours = round % 2 === 0 ? before : after;
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) {
      if (!row) continue;
      const weight = new Map(row.map((id) => [id, mean(neighbours.get(id)!.map((other) => place.get(other)!)) ?? place.get(id)!]));
      row.sort((one, other) => weight.get(one)! - weight.get(other)!);
      row.forEach((id, at) => place.set(id, at - row.length / 2));
    }
  }

  return nodes.map((node) => ({ ...node, layer: layers.get(node.id)!, row: place.get(node.id)! }));
}

const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
