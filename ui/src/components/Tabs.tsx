import { PartLink } from "./PartLink";
import type { TabList } from "./useTab";

/** Parts of a page, each with an address of its own; the first has the page's. */
export const Tabs = ({ tabs, current, label }: { tabs: TabList; current: string; label: string }) => (
  <nav className="tabs" aria-label={label}>
    {tabs.map((tab, at) => (
      <PartLink key={tab.id} isCurrent={tab.id === current} parts={({ tab: _, q: __, ...rest }) => ({ ...rest, ...(at === 0 ? {} : { tab: tab.id }) })}>
        {tab.name}
      </PartLink>
    ))}
  </nav>
);
