import { useQuery } from "@tanstack/react-query";
import { objectivesQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Fact, Facts } from "../../components/Facts";
import { Meter } from "../../components/Meter";
import { percent } from "../../format/numbers";
import { duration } from "../../format/time";

/** What is promised of the freshness of a view, and of the stream that it is made from. */
export function Promised({ view, stream }: { view: string | null; stream: string | null }) {
  const { data } = useQuery(objectivesQuery);
  const promised = data?.objectives.filter((objective) => (objective.kind === "freshness" && objective.subject === view) || (objective.kind === "ingestion" && objective.subject === stream)) ?? [];
  if (promised.length === 0) return null;
  return (
    <Facts>
      {promised.map((objective) => (
        <Fact key={objective.name} name="Promised" className="head-line">
          <span className="break">
            <bdi>{objective.name}</bdi>: {percent(objective.target)}
            {objective.within_seconds !== null && ` within ${duration(objective.within_seconds * 1000)}`}
          </span>
          <Meter label={`Error budget left of ${objective.name}`} share={Math.max(0, Math.min(1, objective.budget_left))} tone={objective.budget_left > 0 ? "accent" : "bad"}>
            {Math.round(objective.budget_left * 100)} % of what may fail is left
          </Meter>
          {objective.burning !== null && <Badge tone={objective.burning === "fast" ? "bad" : "warn"}>burning {objective.burning}</Badge>}
        </Fact>
      ))}
    </Facts>
  );
}
