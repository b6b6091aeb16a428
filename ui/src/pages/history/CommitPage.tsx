import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { commitQuery, type Change } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { CommitLink } from "../../components/CommitLink";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Icon, type IconName } from "../../components/Icon";
import { Empty, Loaded } from "../../components/Panel";
import { Time } from "../../format/time";
import { ChangeBody } from "./ChangeBody";
import { Tally } from "./CommitList";
import { toneOf, wordOf } from "./Timeline";

export function CommitPage() {
  const { number } = useParams({ strict: false }) as { number: string };
  const commit = useQuery(commitQuery(number));
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
              <p className="small muted">
                To make it what is served again: <code>quern rollback {head.number}</code>
              </p>
            </div>
            <section className="panel" aria-label="Changes">
              {changes.length === 0 ? (
                <Empty title="It changed nothing">
                  <p>What was defined before it was defined after it.</p>
                </Empty>
              ) : (
                <ul className="rows">
                  {changes.map((change) => (
                    <ChangeRow key={`${change.thing}:${change.name}`} change={change} />
                  ))}
                </ul>
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}

const ChangeRow = ({ change }: { change: Change }) => (
  <li className="list-row">
    <span className="row-icon muted">
      <Icon name={change.thing as IconName} />
    </span>
    <div className="grow stack change-row">
      <div className="head-line">
        <DefinitionLink kind={change.thing} name={change.name} className="mono break" />
        <span className="small muted">{change.thing}</span>
        <Badge tone={toneOf(change.kind)}>{wordOf(change.kind)}</Badge>
      </div>
      <ChangeBody change={change} />
    </div>
  </li>
);
