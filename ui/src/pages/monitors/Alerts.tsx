import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { treesOf } from "../../api/alerts";
import { alertsQuery, type Alert } from "../../api/queries";
import { Badge, Owner } from "../../components/Badge";
import { Copy } from "../../components/Code";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { count, counted } from "../../format/numbers";
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
                <Trees alerts={open} />
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

const List = ({ alerts }: { alerts: readonly Alert[] }) => (
  <ul className="rows">
    {alerts.map((alert) => (
      <li key={alert.id} className="list-row">
        <One alert={alert} />
      </li>
    ))}
  </ul>
);

/** What explains others, with those folded under it. */
const Trees = ({ alerts }: { alerts: readonly Alert[] }) => (
  <ul className="rows">
    {treesOf(alerts).map(({ root, followers }) => (
      <li key={root.id} className="list-row">
        <One alert={root}>
          {followers.length > 0 && (
            <details className="followers">
              <summary className="small">
                {followers.length === 1 ? "1 follows from it" : `${count(followers.length)} follow from it`}
                {followers.some((alert) => alert.severity === "critical") && root.severity !== "critical" && ", critical ones among them"}
              </summary>
              <List alerts={followers} />
            </details>
          )}
        </One>
      </li>
    ))}
  </ul>
);

const One = ({ alert, children }: { alert: Alert; children?: ReactNode }) => (
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
    {alert.resolved === null && alert.command !== null && (
      <div className="head-line">
        <code className="small break">{alert.command}</code>
        <Copy text={alert.command} label="Copy the command" />
      </div>
    )}
    {alert.resolved === null && alert.acknowledged === null && <code className="small muted">quern alerts acknowledge {alert.id}</code>}
    {children}
  </div>
);
