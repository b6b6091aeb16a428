import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { plansQuery, type Plan, type PlanDetail } from "../../api/queries";
import { useParts } from "../../components/useParts";
import { titleOf } from "../history/CommitList";

// No plan has it as its number.
const SERVED = "0";

/** Which planned change is shown over what is served. Nothing to choose where no plan is open. */
export function PlanChoice({ plan }: { plan: PlanDetail | null }) {
  const [, change] = useParts();
  const { data: open } = useQuery(plansQuery);
  // The one that the address names may have ended.
  const plans: readonly Plan[] = plan && !open?.some(({ number }) => number === plan.plan.number) ? [plan.plan, ...(open ?? [])] : (open ?? []);
  if (plans.length === 0) return null;
  return (
    <>
      <Select
        aria-label="Planned change"
        data={[{ value: SERVED, label: "As it is served" }, ...plans.map((one) => ({ value: String(one.number), label: `Plan ${one.number}: ${titleOf(one)}` }))]}
        value={plan ? String(plan.plan.number) : SERVED}
        onChange={(next) => change({ plan: next === SERVED ? null : next, all: null, focus: null }, { push: true })}
        allowDeselect={false}
        w={280}
        maw="100%"
        size="sm"
      />
      {plan && (
        <Link to="/history/plans/$number" params={{ number: String(plan.plan.number) }} className="small">
          {plan.ended ? "What became of it" : "What it would do"}
        </Link>
      )}
    </>
  );
}
