import MiniSearch from "minisearch";
import { referenceOf, type Registry } from "../api/queries";
import type { IconName } from "../components/Icon";

export type Kind = "view" | "feature" | "service" | "on-demand" | "lookup" | "entity" | "source" | "column";

/** One thing that can be found. */
export interface Item {
  id: number;
  kind: Kind;
  name: string;
  /** Where it belongs. */
  of: string;
  description: string;
  owner: string;
  tags: string;
  type: string;
}

export const ICONS: Record<Kind, IconName> = { view: "view", feature: "feature", service: "service", "on-demand": "on-demand", lookup: "lookup", entity: "entity", source: "source", column: "column" };

const WEIGHT: Record<Kind, number> = { view: 1.6, service: 1.6, "on-demand": 1.3, entity: 1.2, lookup: 1.2, source: 1.1, feature: 1, column: 0.7 };
const LONGEST_DESCRIPTION = 400;

const tagText = (tags: Readonly<Record<string, string>>) => Object.entries(tags).flat().join(" ");

/** Everything of a registry, flat. Of long descriptions the beginning is searched. */
function itemsOf(registry: Registry): Item[] {
  const items: Item[] = [];
  const add = (kind: Kind, name: string, of: string, from: { description?: string; owner?: string | null; tags?: Readonly<Record<string, string>> }, type = "") =>
    items.push({ id: items.length, kind, name, of, description: (from.description ?? "").slice(0, LONGEST_DESCRIPTION), owner: from.owner ?? "", tags: tagText(from.tags ?? {}), type });
  for (const view of registry.views) {
    const reference = referenceOf(view);
    add("view", reference, view.entity, view);
    for (const feature of view.features) add("feature", feature.name, reference, { owner: view.owner }, feature.type);
  }
  for (const service of registry.services) add("service", service.name, "", service);
  for (const method of registry.on_demand) add("on-demand", method.name, "", method, method.type);
  for (const lookup of registry.lookups) add("lookup", lookup.name, lookup.view, lookup);
  for (const entity of registry.entities) add("entity", entity.name, "", entity);
  for (const source of registry.sources) {
    add("source", source.name, source.format, source);
    for (const field of source.fields) add("column", field.name, source.name, {}, field.type);
  }
  return items;
}

const words = (text: string) => text.split(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/u).filter((word) => word.length > 0);

export interface Search {
  items: readonly Item[];
  find: (query: string) => readonly Item[];
}

/** An index over all of a registry that forgives a wrong letter or two. */
export function searchOf(registry: Registry): Search {
  const items = itemsOf(registry);
  const index = new MiniSearch<Item>({ fields: ["name", "of", "description", "owner", "tags", "type"], storeFields: [], tokenize: words, processTerm: (term) => term.toLowerCase() });
  index.addAll(items);
  const find = (query: string) => {
    const exact = query.trim().toLowerCase();
    if (exact === "") return [];
    return index
      .search(query, {
        combineWith: "AND",
        prefix: (term) => term.length > 1,
        fuzzy: (term) => (term.length > 3 ? 0.25 : false),
        maxFuzzy: 2,
        boost: { name: 6, of: 2, owner: 1.5, tags: 1.5 },
        boostDocument: (id) => {
          const item = items[id as number]!;
          const name = item.name.toLowerCase();
          return WEIGHT[item.kind] * (name === exact ? 8 : name.startsWith(exact) ? 3 : 1);
        },
      })
      .map((found) => items[found.id as number]!);
  };
  return { items, find };
}

/** Where a thing's page is. */
export function linkOf(item: { kind: Kind; name: string; of: string }): { to: string; params: Record<string, string>; search?: Record<string, string> } {
  switch (item.kind) {
    case "view":
      return { to: "/views/$view", params: { view: item.name } };
    case "feature":
      return { to: "/views/$view", params: { view: item.of }, search: { q: item.name } };
    case "service":
      return { to: "/services/$service", params: { service: item.name } };
    case "column":
      return { to: "/things/$kind/$name", params: { kind: "source", name: item.of } };
    default:
      return { to: "/things/$kind/$name", params: { kind: item.kind, name: item.name } };
  }
}
