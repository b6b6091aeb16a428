import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { alertsQuery } from "../../api/queries";
import { Badge, Owner } from "../../components/Badge";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";

const SHOWN = 50;

export function Alerts() {
  const alerts = useQuery(alertsQuery);
  return (
    <Loaded query={alerts} lines={5}>
      {({ alerts: all, silences, trouble }) => {
        const open = all.filter((alert) => alert.resolved === null);
        const over = all.filter((alert) => alert.resolved !== null).slice(0, SHOWN);
        return (
          <div className="stack">
            <Panel title={open.length === 0 ? "Open" : counted(open.length, "open alert")} flush>
              {open.length === 0 ? (
                <Empty title="Nothing is wrong">
                  <p>Objectives hold, feeds read, nothing is paused. Whom to tell when that changes is in quern.json, under alerts.</p>
                </Empty>
              ) : (
                <List alerts={open} />
              )}
              {trouble && <p className="break note bad">{trouble}</p>}
            </Panel>
            {silences.length > 0 && (
              <Panel title={counted(silences.length, "silence")} flush>
                <ul className="rows">
                  {silences.map((silence) => (
                    <li key={silence.id} className="list-row">
                      <div className="grow stack gap-1">
                        <bdi className="mono break">{silence.match}</bdi>
                        <span className="small muted">
                          until <Time at={silence.until} />
                          {silence.comment && (
                            <>
                              {": "}
                              <bdi>{silence.comment}</bdi>
                            </>
                          )}
                        </span>
                        <code className="small muted">quern alerts unsilence {silence.id}</code>
                      </div>
                    </li>
                  ))}
                </ul>
              </Panel>
            )}
            {over.length > 0 && (
              <Panel title="Over" flush>
                <List alerts={over} />
              </Panel>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

const List = ({ alerts }: { alerts: readonly Shapes["AlertShape"][] }) => (
  <ul className="rows">
    {alerts.map((alert) => (
      <li key={alert.id} className="list-row">
        <div className="grow stack gap-1">
          <div className="head-line">
            <Badge tone={alert.resolved !== null ? "plain" : alert.severity === "critical" ? "bad" : "warn"}>{alert.resolved !== null ? "over" : alert.severity}</Badge>
            <bdi className="break">{alert.title}</bdi>
          </div>
          <p className="small break">
            <bdi>{alert.evidence}</bdi>
          </p>
          <span className="small muted">
            since <Time at={alert.since} />
            {alert.resolved !== null && (
              <>
                {" until "}
                <Time at={alert.resolved} />
              </>
            )}
            {" · owner "}
            <Owner name={alert.owner} />
            {alert.acknowledged !== null && " · acknowledged"}
          </span>
          {alert.resolved === null && alert.acknowledged === null && <code className="small muted">quern alerts acknowledge {alert.id}</code>}
        </div>
      </li>
    ))}
  </ul>
);
