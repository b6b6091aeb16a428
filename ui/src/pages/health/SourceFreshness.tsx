import { Fact, Facts } from "../../components/Facts";
import { Panel } from "../../components/Panel";
import { Time } from "../../format/time";
import { Promised } from "./Promised";
import { StreamFreshness } from "./StreamFreshness";
import { WatchedSource } from "./WatchedSource";

/** How new the rows of a source are. */
export const SourceFreshness = ({ source, stream }: { source: string; stream: string | null }) => (
  <Panel title="Freshness" flush>
    <WatchedSource source={source} isBrief>
      {({ buckets, every, looked_at }) => {
        const last = buckets.findLast((bucket) => bucket.rows > 0);
        return (
          <div className="note">
            <Facts>
              <Fact name="Latest rows">
                {last ? (
                  <>
                    in the bucket of {every} from <Time at={last.start} />
                  </>
                ) : (
                  <span className="muted">none in {buckets.length} buckets of {every}</span>
                )}
              </Fact>
              {looked_at !== null && (
                <Fact name="Looked at">
                  <Time at={looked_at} />
                </Fact>
              )}
            </Facts>
          </div>
        );
      }}
    </WatchedSource>
    {stream && (
      <div className="note stack gap-4">
        <StreamFreshness name={stream} />
        <Promised view={null} stream={stream} />
      </div>
    )}
  </Panel>
);
