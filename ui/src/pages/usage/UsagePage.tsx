import { Page } from "../../components/Page";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { Alike } from "./Alike";
import { Overview } from "./Overview";
import { Unread } from "./Unread";
import "./usage.css";

const TABS = [
  { id: "ranking", name: "Ranking" },
  { id: "unread", name: "Read by nobody" },
  { id: "alike", name: "Alike" },
] as const;

export function UsagePage() {
  const tab = useTab(TABS);
  return (
    <Page title="Usage" heading="Usage and cost" lead="What is read and written, by whom, and what could go. Counted hour by hour, for 90 days.">
      <Tabs tabs={TABS} current={tab} label="Parts" />
      {tab === "ranking" && <Overview />}
      {tab === "unread" && <Unread />}
      {tab === "alike" && <Alike />}
    </Page>
  );
}
