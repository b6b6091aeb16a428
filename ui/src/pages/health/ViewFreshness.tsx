import { useLive } from "../../api/live";
import { Badge } from "../../components/Badge";
import { Fact, Facts } from "../../components/Facts";
import { Freshness } from "../../components/Freshness";
import { Loading, Panel } from "../../components/Panel";
import { ago, Time } from "../../format/time";
import { Promised } from "./Promised";
import { StreamFreshness } from "./StreamFreshness";

/** Up to where a view is online, how old that is, and whether somebody stopped it. */
export function ViewFreshness({ view, stream }: { view: string; stream: string | null }) {
  const { status, now } = useLive();
  const progress = status?.views.find((candidate) => candidate.view === view);
  return (
    <Panel title="Freshness" flush>
      {!status ? (
        <Loading />
      ) : (
        <div className="note stack gap-4">
          <Facts>
            <Fact name="State" className="head-line">
              <Freshness view={view} />
              {progress?.paused && <Badge tone="warn">paused</Badge>}
            </Fact>
            {progress?.paused && (
              <Fact name="Paused">
                since <Time at={progress.paused.since} />: <bdi className="break">{progress.paused.reason}</bdi>
              </Fact>
            )}
            <Fact name="Online to">{progress?.materialized_to ? <Time at={progress.materialized_to} /> : <span className="muted">nothing is online yet</span>}</Fact>
            {progress?.materialized_to && <Fact name="Its age">{ago(now() - Date.parse(progress.materialized_to))}</Fact>}
          </Facts>
          {stream && <StreamFreshness name={stream} />}
          <Promised view={view} stream={stream} />
        </div>
      )}
    </Panel>
  );
}
