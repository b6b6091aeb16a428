import { useQuery } from "@tanstack/react-query";
import { alertsQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Page } from "../../components/Page";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { counted } from "../../format/numbers";
import { Alerts } from "./Alerts";
import { Audits } from "./Audits";
import { Drift } from "./Drift";
import { ServiceLevels } from "./ServiceLevels";

const TABS = [
  { id: "alerts", name: "Alerts" },
  { id: "service-levels", name: "Service levels" },
  { id: "drift", name: "Drift" },
  { id: "skew", name: "Skew audit" },
] as const;

export function MonitorsPage() {
  const tab = useTab(TABS);
  const { data } = useQuery(alertsQuery);
  const open = data?.alerts.filter((alert) => alert.resolved === null) ?? [];
  return (
    <Page
      title="Monitors"
      badge={open.length > 0 && <Badge tone={open.some((alert) => alert.severity === "critical") ? "bad" : "warn"}>{counted(open.length, "alert")}</Badge>}
      lead="What is wrong, what was promised, and whether what is served is what models were trained on. Looked at every ten seconds."
    >
      <Tabs tabs={TABS} current={tab} label="Parts" />
      {tab === "alerts" && <Alerts />}
      {tab === "service-levels" && <ServiceLevels />}
      {tab === "drift" && <Drift />}
      {tab === "skew" && <Audits />}
    </Page>
  );
}
