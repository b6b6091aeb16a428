import { useLive } from "../../api/live";
import { Badge } from "../../components/Badge";
import { Page } from "../../components/Page";
import { Empty, Loading, Panel } from "../../components/Panel";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { DeadLetters } from "./DeadLetters";
import { MaterializationTable } from "./MaterializationTable";
import { Streams } from "./Streams";
import { TrainingSets } from "./TrainingSets";

const TABS = [
  { id: "streams", name: "Streams" },
  { id: "dead-letters", name: "Dead letters" },
  { id: "runs", name: "Materialization" },
  { id: "training-sets", name: "Training sets" },
] as const;

export function MotionPage() {
  const tab = useTab(TABS);
  const { status } = useLive();
  const running = (status?.materializations.filter((run) => run.state === "running").length ?? 0) + (status?.training_sets.filter((run) => run.status === "running").length ?? 0);
  return (
    <Page
      title="Data in motion"
      badge={running > 0 && <Badge tone="accent">{running} running</Badge>}
      lead="What comes in, what is being made of it, and what could not be taken. It follows the server by itself."
    >
      <Tabs tabs={TABS} current={tab} label="Parts" />
      {tab === "streams" && <Streams />}
      {tab === "dead-letters" && <DeadLetters />}
      {tab === "runs" && (
        <Panel title="Materialization of views, since the server began" flush>
          {!status ? (
            <Loading />
          ) : status.materializations.length === 0 ? (
            <Empty title="None yet">
              <p>
                <code>POST /materialize-incremental</code> brings views up to an instant, and shows here how far it is. <code>quern materialize</code> does the same beside the server.
              </p>
            </Empty>
          ) : (
            <MaterializationTable runs={status.materializations} />
          )}
        </Panel>
      )}
      {tab === "training-sets" && <TrainingSets />}
    </Page>
  );
}
