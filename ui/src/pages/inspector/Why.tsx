import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Explanation } from "../../api/queries";
import type { Shapes } from "../../api/client";
import { Badge } from "../../components/Badge";
import { Code } from "../../components/Code";
import { Facts } from "../../components/Facts";
import { FindingText } from "../../components/FindingText";
import { Empty } from "../../components/Panel";
import { Table } from "../../components/Table";
import { Value } from "../../components/Value";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { StatusBadge } from "./ValueTable";

/** The events, the pieces of state and the definition behind one value. */
export function Why({ explanation, name, feature, from }: { explanation: Explanation; name: string; feature: string; from: string }) {
  const found = explanation.features.find((candidate) => candidate.name.replace(":", "__") === name) ?? explanation.features.find((candidate) => candidate.name.endsWith(`:${feature}`));
  const method = explanation.on_demand.find((candidate) => candidate.name === feature);
  return (
    <div className="stack why">
      {explanation.refusals?.map((refusal, at) => (
        <p key={at} className="small break bad">
          <FindingText finding={refusal} />
        </p>
      ))}
      {found && !method ? <OfFeature of={found} view={from.split(":")[0]!} /> : method ? <OfMethod of={method} /> : <Empty title="Nothing is known of it" />}
    </div>
  );
}

const Agreement = ({ agrees, difference }: { agrees: boolean | null; difference?: string | null }) =>
  agrees === null ? null : agrees ? <Badge tone="good">online and history agree to the bit</Badge> : <Badge tone="bad" title={difference ?? undefined}>online and history differ</Badge>;

function OfFeature({ of, view }: { of: Shapes["ExplainedFeatureShape"]; view: string }) {
  const pieces = of.served?.state.pieces ?? [];
  return (
    <>
      <div className="head-line">
        <StatusBadge status={of.served?.status ?? of.history.status} />
        <Agreement agrees={of.agrees} difference={of.difference} />
        {of.difference && <span className="small muted">{of.difference}</span>}
      </div>
      <div className="stack gap-2">
        <h3>{counted(of.history.event_count, "event")} made it{of.history.events.length < of.history.event_count ? `, the latest ${of.history.events.length}` : ""}</h3>
        {of.history.events.length === 0 ? (
          <p className="muted">None is in reach.</p>
        ) : (
          <Table label="Events" className="events" columns={["Happened", "Known", "Took from it"]}>
            {of.history.events.map((event, at) => (
              <tr key={at}>
                <td>
                  <Time at={event.time} />
                </td>
                <td>
                  <Time at={event.known_at} />
                </td>
                <td className="mono">
                  <Value value={event.argument} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </div>
      {pieces.length > 0 && (
        <div className="stack gap-2">
          <h3>{counted(pieces.length, "piece")} of online state</h3>
          <ul className="small pieces" tabIndex={0} aria-label="Pieces of online state">
            {pieces.map((piece, at) => (
              <li key={at}>
                <Badge>{piece.kind}</Badge>
                <span>
                  <Time at={piece.earliest} /> <span className="muted">to</span> <Time at={piece.latest} />
                </span>
                <span className="muted nums">
                  {piece.events === null ? "merged" : counted(piece.events, "event")}
                  {piece.by_row ? ", one by one" : ", whole"}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="stack gap-2">
        <h3>
          Defined by{" "}
          <Link className="mono" to="/views/$view" params={{ view }} search={{ tab: "definition" } as never}>
            <bdi>{view}</bdi>
          </Link>
        </h3>
        <Code label="Definition">{[of.meaning, ...of.shared].join("\n")}</Code>
      </div>
    </>
  );
}

const OfMethod = ({ of }: { of: Shapes["ExplainedOnDemandShape"] }) => (
  <>
    <div className="head-line">
      <StatusBadge status={of.served?.status ?? of.history.status} />
      <Agreement agrees={of.agrees} />
    </div>
    <div className="stack gap-2">
      <h3>Computed when it is asked for, from</h3>
      <Facts>
        {Object.entries(of.inputs).map(([name, value]) => (
          <Fragment key={name}>
            <dt className="mono">{name}</dt>
            <dd className="mono">
              <Value value={value} />
            </dd>
          </Fragment>
        ))}
      </Facts>
      <Code label="Method">{of.method}</Code>
    </div>
  </>
);
