import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Parts } from "../router";

/** Parts of a page, each with an address of its own. */
export const Tabs = ({ tabs, current, label }: { tabs: readonly { id: string; name: ReactNode }[]; current: string; label: string }) => (
  <nav className="tabs" aria-label={label}>
    {tabs.map((tab, at) => (
      <Link
        key={tab.id}
        to="."
        search={((before: Parts) => ({ ...Object.fromEntries(Object.entries(before).filter(([name]) => name !== "tab" && name !== "q")), ...(at === 0 ? {} : { tab: tab.id }) })) as never}
        resetScroll={false}
        aria-current={tab.id === current ? "page" : undefined}
      >
        {tab.name}
      </Link>
    ))}
  </nav>
);
