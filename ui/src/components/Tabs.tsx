import type { Parts } from "../router";
import { PartLink } from "./PartLink";
import type { TabList } from "./useTab";

// What is chosen within a part says nothing to another.
const WITHIN: ReadonlySet<string> = new Set(["tab", "q", "of", "at", "field", "whole"]);

const partsOf = (before: Parts, tab: string | null): Parts => ({ ...Object.fromEntries(Object.entries(before).filter(([name]) => !WITHIN.has(name))), ...(tab === null ? {} : { tab }) });

/** Parts of a page, each with an address of its own; the first has the page's. */
export const Tabs = ({ tabs, current, label }: { tabs: TabList; current: string; label: string }) => (
  <nav className="tabs" aria-label={label}>
    {tabs.map((tab, at) => (
      <PartLink key={tab.id} isCurrent={tab.id === current} parts={(before) => partsOf(before, at === 0 ? null : tab.id)}>
        {tab.name}
      </PartLink>
    ))}
  </nav>
);
