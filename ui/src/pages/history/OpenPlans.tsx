import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { plansQuery, type Plan } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Loaded, Panel } from "../../components/Panel";
import { ago } from "../../format/time";
import { Tally, titleOf } from "./CommitList";

/** Changes that wait for somebody to look at them; where there are none, how there would be. */
export function OpenPlans() {
  const plans = useQuery(plansQuery);
  return plans.data?.length === 0 ? (
    <p className="small muted">
      No plan is open. <code>quern plan --open</code> opens one: others see here what an apply would do before it is done.
    </p>
  ) : (
    <Panel title="Open plans" flush>
      <Loaded query={plans} lines={2}>
        {(list) => (
          <ul className="rows">
            {list.map((plan) => (
              <li key={plan.number}>
                <PlanRow plan={plan} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

const PlanRow = ({ plan }: { plan: Plan }) => (
  <Link to="/history/plans/$number" params={{ number: String(plan.number) }} className="list-row">
    <span className="badge nums">plan {plan.number}</span>
    <span className="grow">
      <bdi className="one-line">{titleOf(plan)}</bdi>
      <span className="small muted one-line">
        <bdi>{plan.author}</bdi>, <time dateTime={plan.time} title={plan.time}>{ago(Date.now() - Date.parse(plan.time))}</time>
      </span>
    </span>
    {plan.stale && <Badge tone="warn" title="Something else was applied since it was opened">stale</Badge>}
    <Tally commit={plan} />
  </Link>
);
