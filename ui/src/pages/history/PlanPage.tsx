import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { planQuery, registryQuery, type PlanDetail } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Copy } from "../../components/Code";
import { CommitLink } from "../../components/CommitLink";
import { Icon } from "../../components/Icon";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { idsOf } from "../lineage/planned";
import { PlannedGraph } from "../lineage/PlannedGraph";
import { ChangeRows, futureOf } from "./ChangeRows";
import { Tally } from "./CommitList";
import { ReadersOf } from "./ReadersOf";
import { wordOf } from "./Timeline";
import { Touched } from "./Touched";

/** A change before it is applied: what it would do, and whom it would reach. Afterwards, what became of it. */
export function PlanPage() {
  const { number } = useParams({ strict: false }) as { number: string };
  const plan = useQuery(planQuery(number));
  return (
    <div className="page">
      <title>{`Plan ${number} · Quern`}</title>
      <Loaded query={plan} lines={8}>{(data) => <Whole detail={data} />}</Loaded>
    </div>
  );
}

function Whole({ detail }: { detail: PlanDetail }) {
  const { plan, changes, notes, touched, ended } = detail;
  const { data: registry } = useQuery(registryQuery);
  const defined = registry ? idsOf(registry) : null;
  const hasPage = (id: string) => defined?.has(id) ?? false;
  return (
    <>
      <div className="head">
        <div className="head-line">
          <Icon name="history" size={20} />
          <h1>Plan {plan.number}</h1>
          <Tally commit={plan} />
          <State detail={detail} />
          <span className="head-end">
            <Link to="/lineage" search={{ plan: String(plan.number) } as never}>In the lineage</Link>
            <Link to="/history">All history</Link>
          </span>
        </div>
        <p className="muted">
          <bdi>{plan.author}</bdi>, <Time at={plan.time} />
          {plan.message && (
            <>
              {" · "}
              <bdi className="break">{plan.message}</bdi>
            </>
          )}
        </p>
        <What detail={detail} />
      </div>
      <div className="aside">
        <div className="stack">
          <Panel title={ended?.commit ? "What it changed" : "What it would change"} flush>
            {changes.length === 0 ? (
              <Empty title="Nothing is defined otherwise">
                <p>Only the compiled code is another.</p>
              </Empty>
            ) : (
              <ChangeRows changes={changes} word={ended?.commit ? wordOf : futureOf} hasPage={(change) => hasPage(`${change.thing}:${change.name}`)} />
            )}
          </Panel>
          <PlannedGraph detail={detail} />
        </div>
        <div className="stack">
          {notes.length > 0 && (
            <Panel title="To know" flush>
              <ul className="rows">
                {notes.map((note, at) => (
                  <li key={at} className="list-row small">
                    <bdi className="break">{note}</bdi>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Touched touched={touched} nodes={detail.lineage.nodes} hasPage={hasPage} />
          <ReadersOf services={touched.filter(({ id, how }) => id.startsWith("service:") && how !== "add").map(({ id }) => id.slice("service:".length))} />
        </div>
      </div>
    </>
  );
}

function State({ detail: { plan, ended } }: { detail: PlanDetail }) {
  if (ended) return ended.commit ? <Badge tone="good">applied</Badge> : <Badge>closed</Badge>;
  return plan.stale ? <Badge tone="warn">stale</Badge> : <Badge tone="accent">open</Badge>;
}

/** How it stands, in words, and what can be done with it. */
function What({ detail: { plan, ended } }: { detail: PlanDetail }) {
  if (ended)
    return (
      <p>
        {ended.commit ? (
          <>
            Applied as <CommitLink number={ended.commit}>apply {ended.commit}</CommitLink>
          </>
        ) : (
          "Closed without being applied"
        )}{" "}
        by <bdi>{ended.author}</bdi>, <Time at={ended.time} />.
      </p>
    );
  if (plan.stale)
    return (
      <p>
        Something else was applied since it was opened{plan.over && <> over <CommitLink number={plan.over}>apply {plan.over}</CommitLink></>}, so that it cannot be applied any more: nobody has seen the two together. Open it again with <code>quern plan --open</code>, and end this one with{" "}
        <code>quern plans close {plan.number}</code>.
      </p>
    );
  const command = `quern apply --plan ${plan.number}`;
  return (
    <div className="head-line">
      <span>
        To apply just this: <code>{command}</code>
      </span>
      <Copy text={command} />
      {plan.backfill_rows > 0 && <span className="small muted">Its views then need {counted(plan.backfill_rows, "row")} of their sources for values online.</span>}
    </div>
  );
}
