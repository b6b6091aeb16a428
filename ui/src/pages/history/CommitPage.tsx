import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useLive } from "../../api/live";
import { commitQuery } from "../../api/queries";
import { CommitLink } from "../../components/CommitLink";
import { Icon } from "../../components/Icon";
import { Empty, Loaded } from "../../components/Panel";
import { Time } from "../../format/time";
import { ChangeRows } from "./ChangeRows";
import { Tally } from "./CommitList";
import { Rollback } from "./Rollback";

export function CommitPage() {
  const { number } = useParams({ strict: false }) as { number: string };
  const commit = useQuery(commitQuery(number));
  const { status } = useLive();
  return (
    <div className="page">
      <title>{`Apply ${number} · Quern`}</title>
      <Loaded query={commit} lines={8}>
        {({ commit: head, changes }) => (
          <>
            <div className="head">
              <div className="head-line">
                <Icon name="history" size={20} />
                <h1>Apply {head.number}</h1>
                <Tally commit={head} />
                <span className="head-end">
                  {head.parent && <CommitLink number={head.parent}>Before it</CommitLink>}
                  <Link to="/history">All history</Link>
                </span>
              </div>
              <p className="muted">
                <bdi>{head.author}</bdi>, <Time at={head.time} />
                {head.message && (
                  <>
                    {" · "}
                    <bdi className="break">{head.message}</bdi>
                  </>
                )}
              </p>
              {status?.version === String(head.number) ? (
                <p className="small muted">It is what is served now.</p>
              ) : (
                <div className="head-line small muted">
                  <Rollback to={head.number} />
                  <span>
                    or <code>quern rollback {head.number}</code>, to make it what is served again
                  </span>
                </div>
              )}
            </div>
            <section className="panel" aria-label="Changes">
              {changes.length === 0 ? (
                <Empty title="It changed nothing">
                  <p>What was defined before it was defined after it.</p>
                </Empty>
              ) : (
                <ChangeRows changes={changes} />
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}
