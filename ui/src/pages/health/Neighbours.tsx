import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsOf } from "../../api/alerts";
import { alertsQuery, lineageQuery, type Alert } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Icon, type IconName } from "../../components/Icon";
import { Loaded, Panel } from "../../components/Panel";
import { useFirst } from "../../components/useFirst";
import { counted } from "../../format/numbers";
import { around, type Node } from "../lineage/layout";

const SHOWN = 10;

/** What a definition is made from and what is made from it, each with whether an alert is open for it. */
export function Neighbours({ kind, name }: { kind: string; name: string }) {
  const alerts = useQuery(alertsQuery);
  const lineage = useQuery(lineageQuery);
  const id = `${kind}:${name}`;
  return (
    <Panel title="Lineage" end={<Link to="/lineage" search={{ focus: id } as never} className="small">Open the graph</Link>} flush>
      <Loaded query={lineage}>
        {({ nodes, edges }) => (
          <Loaded query={alerts}>
            {({ alerts: all }) => {
              const open = all.filter((alert) => alert.resolved === null);
              // What comes with a request has no page and no data of its own.
              const near = (side: "up" | "down") => around(nodes, edges, id, side).nodes.filter((node) => node.id !== id && node.kind !== "request");
              return (
                <>
                  {kind !== "source" && <Side title="Made from" nodes={near("up")} open={open} />}
                  <Side title="Made from it" nodes={near("down")} open={open} />
                </>
              );
            }}
          </Loaded>
        )}
      </Loaded>
    </Panel>
  );
}

const isCritical = (alerts: readonly Alert[]) => alerts.some((alert) => alert.severity === "critical");

// A critical alert counts for more than any number of warnings.
const weightOf = (alerts: readonly Alert[]) => (isCritical(alerts) ? Number.MAX_SAFE_INTEGER : alerts.length);

function Side({ title, nodes, open }: { title: string; nodes: readonly Node[]; open: readonly Alert[] }) {
  const all = nodes.map((node) => ({ node, alerts: alertsOf(node.kind, node.name, open) })).toSorted((one, other) => weightOf(other.alerts) - weightOf(one.alerts));
  const [shown, more] = useFirst(all, SHOWN, "definition");
  return (
    <>
      <h3 className="note">{title}</h3>
      {all.length === 0 && <p className="note small muted">Nothing.</p>}
      <ul className="rows">
        {shown.map(({ node, alerts }) => (
          <li key={node.id}>
            <DefinitionLink kind={node.kind} name={node.name} className="list-row">
              <span className="row-icon muted">
                <Icon name={node.kind as IconName} />
              </span>
              <span className="grow">
                <bdi className="mono break">{node.name}</bdi> <span className="small muted">{node.kind}</span>
              </span>
              <State alerts={alerts} />
            </DefinitionLink>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}

const State = ({ alerts }: { alerts: readonly Alert[] }) =>
  alerts.length === 0 ? (
    <Badge tone="good">ok</Badge>
  ) : (
    <Badge tone={isCritical(alerts) ? "bad" : "warn"} title={alerts.map((alert) => alert.title).join("; ")}>
      {counted(alerts.length, "alert")}
    </Badge>
  );
