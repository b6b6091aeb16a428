import type { Edge as FlowEdge } from "@xyflow/react";
import { layout, type Edge, type Node } from "./layout";

export const WIDTH = 220;
export const MOST_COLUMNS = 40;

const GAP_X = 110;
const GAP_X_LABELLED = 220;
const GAP_Y = 22;
const HEIGHT = 58;
const COLUMN = 20;
const PASS = 14;
const SHOWN_FEATURES = 2;

export interface Point {
  x: number;
  y: number;
}

export interface WayData extends Record<string, unknown> {
  /** Where the line passes layers, each twice: where it comes into one and where it leaves it. */
  points: readonly Point[];
  label: string;
}

/** Where boxes stand and lines run. The columns that boxes show are by the ids of their nodes. */
export function place(nodes: readonly Node[], edges: readonly Edge[], columns: ReadonlyMap<string, readonly string[]>) {
  const { rows, passes } = layout(nodes, edges);
  const boxes = new Map<string, Point & { height: number }>();
  const isLabelled = [...columns.values()].some((shown) => shown.length > 0);
  const heightOf = (id: string) => {
    const shown = columns.get(id);
    return shown ? HEIGHT + Math.min(shown.length, MOST_COLUMNS + 1) * COLUMN : PASS;
  };
  rows.forEach((row, layer) => {
    let y = -(row.reduce((sum, id) => sum + heightOf(id) + GAP_Y, -GAP_Y) / 2);
    for (const id of row) {
      boxes.set(id, { x: layer * (WIDTH + (isLabelled ? GAP_X_LABELLED : GAP_X)), y, height: heightOf(id) });
      y += heightOf(id) + GAP_Y;
    }
  });

  const joined = new Map<string, { edge: Edge; features: string[] }>();
  for (const edge of edges) {
    if (!passes.has(edge)) continue;
    const key = `${edge.from}\n${edge.to}`;
    const line = joined.get(key) ?? joined.set(key, { edge, features: [] }).get(key)!;
    if (edge.feature) line.features.push(edge.feature);
  }

  const lines = [...joined].map(([id, { edge, features }]): FlowEdge<WayData> => ({
    id,
    type: "way",
    source: edge.from,
    target: edge.to,
    data: {
      points: passes.get(edge)!.flatMap((pass) => {
        const { x, y, height } = boxes.get(pass)!;
        return [{ x, y: y + height / 2 }, { x: x + WIDTH, y: y + height / 2 }];
      }),
      label: isLabelled ? features.slice(0, SHOWN_FEATURES).join(", ") + (features.length > SHOWN_FEATURES ? ` +${features.length - SHOWN_FEATURES}` : "") : "",
    },
  }));
  return { boxes, lines };
}
