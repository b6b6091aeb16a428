import type { Shapes } from "../../api/client";

export type Node = Shapes["LineageNodeShape"];
export type Edge = Shapes["LineageEdgeShape"];

const ROUNDS = 6;

/** The part of a graph that lies before or after one node, itself included. */
export function around(nodes: readonly Node[], edges: readonly Edge[], focus: string, side: "both" | "up" | "down"): { nodes: readonly Node[]; edges: readonly Edge[] } {
  const found = new Set([focus]);
  const walk = (from: "from" | "to", to: "from" | "to") => {
    const next = new Map<string, string[]>();
    for (const edge of edges) put(next, edge[from], edge[to]);
    const waiting = [focus];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
      for (const other of next.get(node) ?? [])
        if (!found.has(other)) {
          found.add(other);
          waiting.push(other);
        }
  };
  // Without cycles, nothing lies on both sides.
  if (side !== "up") walk("from", "to");
  if (side !== "down") walk("to", "from");
  return { nodes: nodes.filter((node) => found.has(node.id)), edges: edges.filter((edge) => found.has(edge.from) && found.has(edge.to)) };
}

function put(lists: Map<string, string[]>, key: string, item: string) {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** A graph in layers. */
export interface Layout {
  /** By layer, from above: nodes, and where an edge goes past a layer, its key. */
  rows: readonly (readonly string[])[];
  /** The keys of the places that an edge passes on its way, in order. */
  passes: ReadonlyMap<Edge, readonly string[]>;
}

/**
 * Places the nodes of a graph without cycles in layers: each one layer after the last of those that it is made from. Where an edge goes past a layer it has a place there as a node has,
 * so that nothing stands in its way. Within a layer, nodes are brought near those that they are connected with by the mean of their neighbours' places, forth and back a few times
 * (Sugiyama, Tagawa and Toda, 1981).
 */
export function layout(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const ids = new Set(nodes.map((node) => node.id));
  const known = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  const layers = layersOf(nodes, known);
  const rows: string[][] = [];
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  const passes = new Map<Edge, string[]>();
  const stand = (id: string, layer: number) => (rows[layer] ??= []).push(id);
  const join = (from: string, to: string) => {
    put(after, from, to);
    put(before, to, from);
  };

  nodes.forEach((node) => stand(node.id, layers.get(node.id)!));
  const byEnds = new Map<string, string[]>();
  for (const edge of known) {
    const ends = `${edge.from}\n${edge.to}`;
    let way = byEnds.get(ends);
    if (!way) {
      way = [];
      for (let layer = layers.get(edge.from)! + 1; layer < layers.get(edge.to)!; layer++) {
        const place = `${ends}\n${layer}`;
        stand(place, layer);
        way.push(place);
      }
      byEnds.set(ends, way);
      [edge.from, ...way, edge.to].reduce((from, to) => (join(from, to), to));
    }
    passes.set(edge, way);
  }

  const place = new Map<string, number>();
  rows.forEach((row) => row.forEach((id, at) => place.set(id, at - row.length / 2)));
  for (let round = 0; round < ROUNDS; round++) {
    const neighbours = round % 2 === 0 ? before : after;
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) {
      const weight = new Map(row.map((id) => [id, mean((neighbours.get(id) ?? []).map((other) => place.get(other)!)) ?? place.get(id)!]));
      row.sort((one, other) => weight.get(one)! - weight.get(other)!);
      row.forEach((id, at) => place.set(id, at - row.length / 2));
    }
  }

  return { rows, passes };
}

function layersOf(nodes: readonly Node[], edges: readonly Edge[]): Map<string, number> {
  const before = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const edge of edges) before.get(edge.to)!.push(edge.from);
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
  return layers;
}

const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
