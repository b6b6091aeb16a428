import { useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Shapes } from "../api/client";
import { changesQuery, lineageQuery } from "../api/queries";

/** An apply that changed what a chart is of. */
export interface Annotation {
  /** When. */
  at: string;
  commit: number;
  /** What changed, in words. */
  text: string;
}

// What is made from more is asked about the nearest.
const MOST = 40;
const NAMED = 3;
const KINDS = new Set(["source", "view", "lookup", "on-demand", "service"]);
const WORDS: Record<string, string> = { add: "added", change: "changed", remove: "removed" };

/** The applies that changed a definition, or something that it is made from, the first first. */
export function useAnnotations(id: string): readonly Annotation[] {
  const { data: lineage } = useQuery(lineageQuery);
  const ids = useMemo(() => (lineage ? madeFrom(id, lineage) : []), [id, lineage]);
  return useQueries({ queries: ids.map((one) => changesQuery(kindOf(one), nameOf(one))), combine: together });
}

/** Those from one instant to another, the second excluded. */
export const between = (annotations: readonly Annotation[], from: number, to: number) => annotations.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);

const kindOf = (id: string) => id.slice(0, id.indexOf(":"));

const nameOf = (id: string) => id.slice(id.indexOf(":") + 1);

function madeFrom(id: string, { edges }: Shapes["LineageShape"]): string[] {
  const found = new Set([id]);
  // A set tells of what is added while it is gone through.
  for (const one of found) for (const edge of edges) if (edge.to === one) found.add(edge.from);
  return [...found].filter((one) => KINDS.has(kindOf(one))).slice(0, MOST);
}

function together(results: readonly UseQueryResult<Shapes["DefinitionChangeShape"][]>[]): readonly Annotation[] {
  const all = results.flatMap(({ data }) => data ?? []);
  const commits = new Map(all.map(({ commit }) => [commit.number, commit.time]));
  return [...commits]
    .toSorted(([one], [other]) => one - other)
    .map(([commit, at]) => {
      const changes = all.filter((one) => one.commit.number === commit).map(({ change }) => `${change.thing} ${change.name} ${WORDS[change.kind] ?? change.kind}`);
      const more = changes.length - NAMED;
      return { at, commit, text: `${changes.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}` };
    });
}
