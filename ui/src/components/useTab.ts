import { useParts } from "./useParts";

/** A part of a page that has an address of its own. */
export interface Tab<Id extends string = string> {
  id: Id;
  name: string;
}

/** At least one: the first has the page's own address. */
export type TabList<Id extends string = string> = readonly [Tab<Id>, ...Tab<Id>[]];

/** The part of the page that the address names; where it names none that there is, the first. */
export function useTab<Id extends string>(tabs: TabList<Id>): Id {
  const [parts] = useParts();
  return (tabs.find((candidate) => candidate.id === parts.tab) ?? tabs[0]).id;
}
