import { useLive } from "../../api/live";
import { Empty, Loading, Panel } from "../../components/Panel";
import { MaterializationTable } from "../motion/MaterializationTable";

export function ViewRuns({ view }: { view: string }) {
  const { status } = useLive();
  const runs = status?.materializations.filter((run) => run.view === view);
  return (
    <Panel title="Materialization" flush>
      {!runs ? (
        <Loading />
      ) : runs.length === 0 ? (
        <Empty title="None since the server began">
          <p>
            Bring it up to now with <code>quern materialize {view}</code>, or <code>POST /materialize-incremental</code>.
          </p>
        </Empty>
      ) : (
        <MaterializationTable runs={runs} />
      )}
    </Panel>
  );
}
