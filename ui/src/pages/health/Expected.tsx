import { useQuery } from "@tanstack/react-query";
import { driftQuery } from "../../api/queries";
import { Badge, type Tone } from "../../components/Badge";
import { Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { count, counted } from "../../format/numbers";
import type { SourceDrift } from "../monitors/watched";

type Expectation = SourceDrift["expectations"][number];

function verdictOf({ holds, is_open, on_fail }: Expectation): [Tone, string] {
  if (holds) return ["good", "yes"];
  if (is_open) return ["bad", "no"];
  return on_fail === "observe" || on_fail === "reject" ? ["plain", "no"] : ["warn", "it is over"];
}

/** What is expected of the rows of a source, and whether those of the last day are so; nothing where nothing is expected, or nobody has looked. */
export function Expected({ source }: { source: string }) {
  const { data } = useQuery(driftQuery);
  const expectations = data?.sources.find((one) => one.source === source)?.expectations ?? [];
  if (expectations.length === 0) return null;
  return (
    <Panel title="Expected of its rows: the last day" flush>
      <Table label={`What is expected of the rows of ${source}`} columns={["Expectation", "On fail", { num: "Rows" }, { num: "Failed" }, "Met", "First"]}>
        {expectations.map((expectation) => {
          const [tone, text] = verdictOf(expectation);
          return (
            <tr key={expectation.name}>
              <td className="break">
                <bdi>{expectation.name}</bdi>
              </td>
              <td>{expectation.on_fail}</td>
              <td className="num">{count(expectation.rows)}</td>
              <td className="num">{counted(expectation.failed, expectation.unit)}</td>
              <td>
                <Badge tone={tone}>{text}</Badge>
              </td>
              <td className="break">{expectation.note}</td>
            </tr>
          );
        })}
      </Table>
    </Panel>
  );
}
