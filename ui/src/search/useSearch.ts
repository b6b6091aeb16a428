import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { registryQuery, type Registry } from "../api/queries";
import { searchOf, type Search } from "./index";

// One index for all who search, made anew when the registry is.
const known = new WeakMap<Registry, Search>();

function searchFor(registry: Registry): Search {
  let search = known.get(registry);
  if (!search) known.set(registry, (search = searchOf(registry)));
  return search;
}

export function useSearch(): Search | null {
  const { data } = useQuery(registryQuery);
  return useMemo(() => (data ? searchFor(data) : null), [data]);
}
