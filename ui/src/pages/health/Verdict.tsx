import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { alertsOf, rootOf } from "../../api/alerts";
import { alertsQuery, lineageQuery } from "../../api/queries";
import { Icon } from "../../components/Icon";
import { Loaded } from "../../components/Panel";
import { Time } from "../../format/time";
import { around } from "../lineage/layout";

/** In a line: that no alert is open about the data of a definition or of what it is made from, or what lies at the root of what is not. */
export function Verdict({ kind, name }: { kind: string; name: string }) {
  const alerts = useQuery(alertsQuery);
  const lineage = useQuery(lineageQuery);
  return (
    <section className="panel" aria-label="Verdict">
      <Loaded query={lineage} lines={1}>
        {({ nodes, edges }) => (
          <Loaded query={alerts} lines={1}>
            {({ alerts: all }) => {
              const open = all.filter((alert) => alert.resolved === null);
              const concerned = [{ kind, name }, ...around(nodes, edges, `${kind}:${name}`, "up").nodes];
              const roots = [...new Set(concerned.flatMap((node) => alertsOf(node.kind, node.name, open)).map((alert) => rootOf(alert, open)))];
              const root = roots.find((alert) => alert.severity === "critical") ?? roots[0];
              return root === undefined ? (
                <div className="list-row">
                  <span className="row-icon good">
                    <Icon name="check" />
                  </span>
                  <p className="grow">Ok: no alert is open about its data, nor about what it is made from.</p>
                </div>
              ) : (
                <div className="list-row">
                  <span className={root.severity === "critical" ? "row-icon bad" : "row-icon warn"}>
                    <Icon name="alert" />
                  </span>
                  <p className="grow break">
                    Root cause: <bdi>{root.title}</bdi>, since <Time at={root.since} />
                    {roots.length > 1 && `, and ${roots.length - 1} more`}. <Link to="/monitors">See the alerts</Link>
                  </p>
                </div>
              );
            }}
          </Loaded>
        )}
      </Loaded>
    </section>
  );
}
