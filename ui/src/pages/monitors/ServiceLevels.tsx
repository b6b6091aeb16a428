import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { objectivesQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Meter } from "../../components/Meter";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { percent, roughly } from "../../format/numbers";
import { duration } from "../../format/time";

export function ServiceLevels() {
  const objectives = useQuery(objectivesQuery);
  return (
    <Loaded query={objectives} lines={5}>
      {({ objectives: list, trouble }) => (
        <Panel title="What is promised, over four weeks" flush>
          {list.length === 0 ? (
            <Empty title="Nothing is promised">
              <p>
                <code>{'"objectives": { "in time": { "latency": "SERVICE", "within": "20ms", "target": 0.999 } }'}</code> in quern.json is a promise, and is counted from the next start on.
              </p>
            </Empty>
          ) : (
            <Table label="Service levels" columns={["Objective", "Of", { num: "Promised" }, { num: "Good" }, { num: "Counted" }, "Error budget left", "Burning"]}>
              {list.map((objective) => (
                <Row key={objective.name} objective={objective} />
              ))}
            </Table>
          )}
          {trouble && <p className="break note bad">{trouble}</p>}
        </Panel>
      )}
    </Loaded>
  );
}

function Row({ objective }: { objective: Shapes["ObjectiveShape"] }) {
  const left = Math.max(0, Math.min(1, objective.budget_left));
  return (
    <tr>
      <td>
        <bdi>{objective.name}</bdi>
      </td>
      <td>
        {objective.kind} of <bdi className="mono">{objective.subject}</bdi>
        {objective.within_seconds !== null && ` within ${duration(objective.within_seconds * 1000)}`}
      </td>
      <td className="num">{percent(objective.target)}</td>
      <td className="num">{objective.all === 0 ? "" : percent(objective.good / objective.all)}</td>
      <td className="num">{roughly(objective.all)}</td>
      <td>
        <Meter label={`Error budget left of ${objective.name}`} share={left} tone={left > 0 ? "accent" : "bad"}>
          {Math.round(objective.budget_left * 100)} %
        </Meter>
      </td>
      <td>{objective.burning === null ? <Badge tone="good">no</Badge> : <Badge tone={objective.burning === "fast" ? "bad" : "warn"}>{objective.burning}</Badge>}</td>
    </tr>
  );
}
