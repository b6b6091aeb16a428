import type { Shapes } from "../../api/client";
import { Badge, type Tone } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { FindingText } from "../../components/FindingText";
import { Table } from "../../components/Table";
import { count } from "../../format/numbers";
import { Time } from "../../format/time";
import { Progress } from "./Progress";

const TONES: Record<string, Tone> = { done: "good", failed: "bad", running: "accent" };

export const MaterializationTable = ({ runs }: { runs: readonly Shapes["MaterializationShape"][] }) => (
  <Table label="Materializations" columns={["View", "State", "Up to", { num: "Events" }, { num: "Entities" }, "How far"]}>
    {runs.map((run) => (
      <tr key={run.view}>
        <td className="mono">
          <DefinitionLink kind="view" name={run.view} />
        </td>
        <td>
          <Badge tone={TONES[run.state] ?? "plain"}>{run.state}</Badge>
        </td>
        <td>
          <Time at={run.to} />
        </td>
        <td className="num">{run.events == null ? "" : count(run.events)}</td>
        <td className="num">{run.entities == null ? "" : count(run.entities)}</td>
        <td>
          {run.errors?.map((error, at) => (
            <p key={at} className="break bad">
              <FindingText finding={error} />
            </p>
          ))}
          {run.state === "running" && <Progress step={run.step} done={run.done} total={run.total} />}
        </td>
      </tr>
    ))}
  </Table>
);
