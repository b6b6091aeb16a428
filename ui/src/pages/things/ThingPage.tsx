import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { registryQuery, type Registry } from "../../api/queries";
import { Badge, Owner, Tags } from "../../components/Badge";
import { Code } from "../../components/Code";
import { FieldTable } from "../../components/FieldTable";
import { Gone } from "../../components/Gone";
import { Icon, type IconName } from "../../components/Icon";
import { Loaded, Panel } from "../../components/Panel";
import { Text } from "../../components/Text";
import { Timeline } from "../history/Timeline";
import { ViewList } from "../home/ViewList";
import { Consumers } from "../view/Facts";

interface Labels {
  name: string;
  description: string;
  owner: string | null;
  tags: Readonly<Record<string, string>>;
}

/** The page of an entity, a source, an on-demand feature or a lookup. */
export function ThingPage() {
  const { kind, name } = useParams({ strict: false }) as { kind: string; name: string };
  const registry = useQuery(registryQuery);
  return (
    <Loaded query={registry} lines={8}>
      {(data) => {
        const found = find(data, kind, name);
        return found ? <Whole kind={kind} labels={found.labels} facts={found.facts}>{found.body}</Whole> : <Gone thing={kind} name={name} />;
      }}
    </Loaded>
  );
}

function find(registry: Registry, kind: string, name: string): { labels: Labels; facts: readonly [string, ReactNode][]; body: ReactNode } | null {
  if (kind === "entity") {
    const entity = registry.entities.find((candidate) => candidate.name === name);
    return entity
      ? {
          labels: entity,
          facts: [["Join keys", <code key="keys">{entity.join_keys.join(", ")}</code>]],
          body: (
            <Panel title="Feature views about it" flush>
              <ViewList views={registry.views.filter((view) => view.entity === name)} />
            </Panel>
          ),
        }
      : null;
  }
  if (kind === "source") {
    const source = registry.sources.find((candidate) => candidate.name === name);
    return source
      ? {
          labels: source,
          facts: [["Format", source.format], ["Stream", source.stream ? <code key="stream">{source.stream}</code> : <span key="none" className="muted">none</span>]],
          body: (
            <>
              {source.location && (
                <Panel title={source.format === "sql" ? "Query" : "Location"}>
                  <Code label="Location">{source.location}</Code>
                </Panel>
              )}
              <Panel title="Columns" flush>
                <FieldTable label="Columns" fields={source.fields} />
              </Panel>
              <Panel title="Feature views over it" flush>
                <ViewList views={registry.views.filter((view) => view.source === name)} />
              </Panel>
            </>
          ),
        }
      : null;
  }
  if (kind === "on-demand") {
    const method = registry.on_demand.find((candidate) => candidate.name === name);
    return method
      ? {
          labels: method,
          facts: [["Type", <code key="type">{method.type}</code>]],
          body: (
            <Panel title="Computed from" flush>
              <FieldTable label="What it is computed from" fields={method.parameters} />
            </Panel>
          ),
        }
      : null;
  }
  const lookup = kind === "lookup" ? registry.lookups.find((candidate) => candidate.name === name) : undefined;
  return lookup
    ? {
        labels: lookup,
        facts: [["Keys from", <code key="key">{lookup.key}</code>], ["Looks up", <Link key="view" to="/views/$view" params={{ view: lookup.view }}>{lookup.view}</Link>]],
        body: (
          <Panel title="Features" flush>
            <FieldTable label="Features" fields={lookup.features} />
          </Panel>
        ),
      }
    : null;
}

function Whole({ kind, labels, facts, children }: { kind: string; labels: Labels; facts: readonly [string, ReactNode][]; children: ReactNode }) {
  return (
    <div className="page">
      <title>{`${labels.name} · Quern`}</title>
      <div className="head">
        <div className="head-line">
          <Icon name={kind as IconName} size={20} />
          <h1>
            <bdi>{labels.name}</bdi>
          </h1>
          <Badge>{kind}</Badge>
          <Tags tags={labels.tags} />
          <span style={{ marginInlineStart: "auto" }}>
            <Link to="/lineage" search={{ focus: `${kind}:${labels.name}` } as never}>Lineage</Link>
          </span>
        </div>
        <Text>{labels.description}</Text>
      </div>
      <div className="aside">
        <div className="stack">
          {children}
          <Panel title="What applies did to it" flush>
            <Timeline thing={kind} name={labels.name} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title="About">
            <dl className="facts">
              {facts.map(([name, value]) => (
                <div key={name} style={{ display: "contents" }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
              <dt>Owner</dt>
              <dd><Owner name={labels.owner} /></dd>
            </dl>
          </Panel>
          {kind !== "entity" && <Consumers id={`${kind}:${labels.name}`} />}
        </div>
      </div>
    </div>
  );
}
