import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLive } from "../../api/live";
import { trainingSetsQuery, type TrainingRun } from "../../api/queries";
import { Badge, type Tone } from "../../components/Badge";
import { CommitLink } from "../../components/CommitLink";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { FindingText } from "../../components/FindingText";
import { Icon } from "../../components/Icon";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { count, percent } from "../../format/numbers";
import { duration, Time } from "../../format/time";
import { Progress } from "./Progress";

const TONES: Record<string, Tone> = { succeeded: "good", failed: "bad", running: "accent" };

/** What of a manifest is shown; the file beside the training set has all of it. */
interface Manifest {
  commit: number;
  asKnown?: boolean;
  badRows?: number;
  leakCheckRows?: number;
  columns?: readonly { name: string; type: string; nulls: number }[];
}

export function TrainingSets() {
  const runs = useQuery(trainingSetsQuery);
  return (
    <Loaded query={runs}>
      {(list) =>
        list.length === 0 ? (
          <section className="panel">
            <Empty title="No training set was asked for">
              <p>
                <code>client.training_set("service", labels)</code> in Python, or <code>POST /v1/training-sets</code>, makes one here; <code>quern training-set</code> makes one without the server.
              </p>
            </Empty>
          </section>
        ) : (
          <div className="stack">
            {list.map((run) => (
              <Run key={run.run_id} run={run} isOpen={run === list[0]} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Run({ run, isOpen }: { run: TrainingRun; isOpen: boolean }) {
  const { status } = useLive();
  const progress = status?.training_sets.find((head) => head.run_id === run.run_id)?.progress ?? run.progress;
  const manifest = run.manifest as Manifest | null;
  return (
    <Panel
      title={<span className="mono">{run.run_id}</span>}
      end={
        <>
          <Badge tone={TONES[run.status] ?? "plain"}>{run.status}</Badge>
          {run.result && (
            <Button component="a" href={run.result} download size="compact-sm" variant="default" leftSection={<Icon name="download" size={14} />}>
              Download
            </Button>
          )}
        </>
      }
    >
      <div className="stack gap-4">
        <Facts>
          <Fact name="Features of" className="mono">{run.service ? <DefinitionLink kind="service" name={run.service} /> : run.features.join(", ")}</Fact>
          <Fact name="Rows" className="nums">{count(run.rows)}</Fact>
          <Fact name="Asked for">
            <Time at={run.submitted} />
            {run.started && run.ended && <span className="muted"> took {duration(Date.parse(run.ended) - Date.parse(run.started))}</span>}
          </Fact>
          {manifest && (
            <>
              <Fact name="Leak check">
                <Badge tone="good">{count(manifest.leakCheckRows ?? 0)} rows computed again and equal</Badge>
              </Fact>
              <Fact name="Made from">
                <p>
                  <CommitLink number={manifest.commit}>apply {manifest.commit}</CommitLink>
                  {manifest.asKnown ? ", as it was known" : ""}
                  {manifest.badRows ? `, ${count(manifest.badRows)} bad rows put aside` : ""}
                </p>
              </Fact>
            </>
          )}
        </Facts>
        {run.status === "running" && progress && <Progress step={progress.phase} done={progress.done} total={progress.total} />}
        {run.findings.map((finding, at) => (
          <p key={at} className="break bad">
            <FindingText finding={finding} />
          </p>
        ))}
        {manifest?.columns && (
          <details open={isOpen}>
            <summary className="small">{count(manifest.columns.length)} columns with their nulls</summary>
            <Table label={`Columns of ${run.run_id}`} columns={["Column", "Type", { num: "Nulls" }, { num: "Share" }]}>
              {manifest.columns.map((column) => (
                <tr key={column.name}>
                  <td className="mono break">
                    <bdi>{column.name}</bdi>
                  </td>
                  <td>
                    <code>{column.type}</code>
                  </td>
                  <td className="num">{count(column.nulls)}</td>
                  <td className="num">{run.rows === 0 ? "" : percent(column.nulls / run.rows)}</td>
                </tr>
              ))}
            </Table>
          </details>
        )}
      </div>
    </Panel>
  );
}
