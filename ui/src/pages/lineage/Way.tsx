import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import type { Point, WayData } from "./place";

/** A line from box to box, by the places that were kept free for it. */
export function Way({ id, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Edge<WayData>>) {
  const points: Point[] = [{ x: sourceX, y: sourceY }, ...(data?.points ?? []), { x: targetX, y: targetY }];
  let path = `M${sourceX} ${sourceY}`;
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1]!, points[at]!];
    const middle = (from.x + to.x) / 2;
    path += from.y === to.y ? `L${to.x} ${to.y}` : `C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
  }
  const [first, second] = [points[0]!, points[1]!];
  return <BaseEdge id={id} path={path} {...(data?.label ? { label: data.label, labelX: (first.x + second.x) / 2, labelY: (first.y + second.y) / 2 } : {})} />;
}
