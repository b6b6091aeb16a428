import { Link } from "@tanstack/react-router";
import { useLive } from "../../api/live";
import { Fact, Facts } from "../../components/Facts";
import { Loading } from "../../components/Panel";
import { count, number } from "../../format/numbers";
import { duration } from "../../format/time";
import { Feed } from "../motion/Streams";

const took = (ms: number | null) => (ms === null ? <span className="muted">nothing came yet</span> : `99 of 100 within ${duration(Math.round(ms))}`);

/** How soon events of a stream are read, and what feeds it. */
export function StreamFreshness({ name }: { name: string }) {
  const { status } = useLive();
  if (!status) return <Loading />;
  const stream = status.streams.find((candidate) => candidate.stream === name);
  const feed = status.feeds.find((candidate) => candidate.stream === name);
  return (
    <>
      <Facts>
        <Fact name="Stream">
          <Link to="/motion" className="mono">
            <bdi>{name}</bdi>
          </Link>
        </Fact>
        {stream && (
          <>
            <Fact name="Events a second">{number(Math.round(stream.per_second * 10) / 10)}</Fact>
            <Fact name="Read after a push">{took(stream.visible_p99_ms)}</Fact>
            <Fact name="Read after they happened">{took(stream.fresh_p99_ms)}</Fact>
            <Fact name="Not yet indexed">{count(stream.lag)}</Fact>
          </>
        )}
      </Facts>
      {feed && <Feed feed={feed} />}
    </>
  );
}
