import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { driftQuery } from "../../api/queries";
import { Badge, type Tone } from "../../components/Badge";
import { Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { count, counted } from "../../format/numbers";

type Expectation = Shapes["ExpectedShape"];

function verdictOf({ holds, is_open, on_fail }: Expectation): [Tone, string] {
  if (holds) return ["good", "yes"];
  if (is_open) return ["bad", "no"];
  return on_fail === "observe" || on_fail === "reject" ? ["plain", "no"] : ["warn", "it is over"];
}

/** Expectations, and whether they are met; nothing where nothing is expected, or nobody has looked. */
function Expectations({ title, label, judged, expectations }: { title: string; label: string; judged: string; expectations: readonly Expectation[] }) {
  if (expectations.length === 0) return null;
  return (
    <Panel title={title} flush>
      <Table label={label} columns={["Expectation", "On fail", { num: judged }, { num: "Failed" }, "Met", "First"]}>
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

/** What is expected of the rows of a source, and whether those of the last day are so. */
export function ExpectedRows({ source }: { source: string }) {
  const { data } = useQuery(driftQuery);
  const expectations = data?.sources.find((one) => one.source === source)?.expectations ?? [];
  return <Expectations title="Expected of its rows: the last day" label={`What is expected of the rows of ${source}`} judged="Rows" expectations={expectations} />;
}

/** What is expected of the features of a view, and whether those of its entities are so now. */
export function ExpectedFeatures({ view }: { view: string }) {
  const { data } = useQuery(driftQuery);
  const watched = data?.views.find((one) => one.view === view);
  const title = `Expected of its features: now, ${watched?.is_sample ? "a sample" : "all"} of its entities`;
  return <Expectations title={title} label={`What is expected of the features of ${view}`} judged="Values" expectations={watched?.expectations ?? []} />;
}
