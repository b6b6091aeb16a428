import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useLive } from "../../api/live";
import { lineageQuery, referenceOf, type Registry, type View } from "../../api/queries";
import { Badge, Owner } from "../../components/Badge";
import { Freshness } from "../../components/Freshness";
import { Icon, type IconName } from "../../components/Icon";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Time } from "../../format/time";
import { linkOf, type Kind } from "../../search";

export function Facts({ view, registry, lateness }: { view: View; registry: Registry; lateness: string | null }) {
  const { status } = useLive();
  const reference = referenceOf(view);
  const progress = status?.views.find((candidate) => candidate.view === reference);
  const keys = registry.entities.find((entity) => entity.name === view.entity)?.join_keys ?? [];
  return (
    <Panel title="About">
      <dl className="facts">
        <dt>Freshness</dt>
        <dd>
          <Freshness view={reference} />
        </dd>
        {progress?.materialized_to && (
          <>
            <dt>Online to</dt>
            <dd>
              <Time at={progress.materialized_to} />
            </dd>
          </>
        )}
        <dt>Entity</dt>
        <dd>
          <Link to="/things/$kind/$name" params={{ kind: "entity", name: view.entity }}>
            <bdi>{view.entity}</bdi>
          </Link>
        </dd>
        <dt>Join keys</dt>
        <dd className="mono">{keys.join(", ")}</dd>
        <dt>Source</dt>
        <dd>
          <Link to="/things/$kind/$name" params={{ kind: "source", name: view.source }}>
            <bdi>{view.source}</bdi>
          </Link>
        </dd>
        <dt>Owner</dt>
        <dd><Owner name={view.owner} /></dd>
        {view.ttl && (
          <>
            <dt>Time to live</dt>
            <dd>{view.ttl}</dd>
          </>
        )}
        {view.kind === "aggregation" && (
          <>
            <dt>Windows</dt>
            <dd>{view.hop ? `rounded to hops of ${view.hop}` : "exact"}</dd>
          </>
        )}
        {lateness && (
          <>
            <dt>Late events</dt>
            <dd>merged up to {lateness}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

/** Who reads the view: services, on-demand features, lookups. */
export function Consumers({ id }: { id: string }) {
  const lineage = useQuery(lineageQuery);
  return (
    <Panel title="Read by" flush>
      <Loaded query={lineage}>
        {({ nodes, edges }) => {
          const readers = [...new Set(edges.filter((edge) => edge.from === id).map((edge) => edge.to))].flatMap((to) => nodes.filter((node) => node.id === to));
          return readers.length === 0 ? (
            <Empty title="Nothing reads it yet">
              <p>Name it in a service to serve it under one name.</p>
            </Empty>
          ) : (
            <ul className="rows">
              {readers.map((node) => (
                <li key={node.id}>
                  <Link className="list-row" {...(linkOf({ kind: node.kind as Kind, name: node.name, of: "" }) as { to: string })}>
                    <Icon name={node.kind as IconName} />
                    <span className="grow mono one-line">
                      <bdi>{node.name}</bdi>
                    </span>
                    <Badge>{node.kind}</Badge>
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
