import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { registryQuery, type Registry } from "../../api/queries";
import { Owner } from "../../components/Badge";
import { Code } from "../../components/Code";
import { Consumers } from "../../components/Consumers";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { FieldTable } from "../../components/FieldTable";
import { Gone } from "../../components/Gone";
import type { IconName } from "../../components/Icon";
import { DefinitionPage } from "../../components/Page";
import { Loaded, Panel } from "../../components/Panel";
import { DefinitionSource } from "../../components/source/DefinitionSource";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { SourceHealth } from "../health/Health";
import { Timeline } from "../history/Timeline";
import { ViewList } from "../home/ViewList";

/** What every definition has. */
interface Labels {
  name: string;
  description: string;
  owner: string | null;
  tags: Readonly<Record<string, string>>;
}

/** What the page of a thing shows of it that things of other kinds do not have. */
interface Own {
  facts: ReactNode;
  body: ReactNode;
  /** How it is, where it has data. */
  health?: ReactNode;
}

interface Thing extends Own {
  labels: Labels;
}

const TABS = [
  { id: "definition", name: "Definition" },
  { id: "health", name: "Health" },
] as const;

/** The page of an entity, a source, an on-demand feature or a lookup. */
export function ThingPage() {
  const { kind, name } = useParams({ strict: false }) as { kind: string; name: string };
  const registry = useQuery(registryQuery);
  return (
    <Loaded query={registry} lines={8}>
      {(data) => {
        const thing = thingOf(data, kind, name);
        return thing ? <Whole kind={kind} {...thing} /> : <Gone thing={kind} name={name} />;
      }}
    </Loaded>
  );
}

function thingOf(registry: Registry, kind: string, name: string): Thing | null {
  switch (kind) {
    case "entity":
      return named(registry.entities, name, (entity) => ({
        facts: (
          <Fact name="Join keys">
            <code>{entity.join_keys.join(", ")}</code>
          </Fact>
        ),
        body: (
          <Panel title="Feature views about it" flush>
            <ViewList views={registry.views.filter((view) => view.entity === name)} />
          </Panel>
        ),
      }));
    case "source":
      return named(registry.sources, name, (source) => ({
        facts: (
          <>
            <Fact name="Format">{source.format}</Fact>
            <Fact name="Stream">{source.stream ? <code>{source.stream}</code> : <span className="muted">none</span>}</Fact>
          </>
        ),
        body: (
          <>
            {source.location && (
              <Panel title={source.format.endsWith("sql") ? "Query" : "Location"}>
                <Code label="Location">{source.location}</Code>
              </Panel>
            )}
            <FieldPanel title="Columns" fields={source.fields} />
            <Panel title="Feature views over it" flush>
              <ViewList views={registry.views.filter((view) => view.source === name)} />
            </Panel>
          </>
        ),
        health: <SourceHealth source={source} />,
      }));
    case "on-demand":
      return named(registry.on_demand, name, (method) => ({
        facts: (
          <Fact name="Type">
            <code>{method.type}</code>
          </Fact>
        ),
        body: <FieldPanel title="Computed from" fields={method.parameters} />,
      }));
    case "lookup":
      return named(registry.lookups, name, (lookup) => ({
        facts: (
          <>
            <Fact name="Keys from">
              <code>{lookup.key}</code>
            </Fact>
            <Fact name="Looks up">
              <DefinitionLink kind="view" name={lookup.view} />
            </Fact>
          </>
        ),
        body: <FieldPanel title="Features" fields={lookup.features} />,
      }));
    default:
      return null;
  }
}

function named<T extends Labels>(things: readonly T[], name: string, ownOf: (thing: T) => Own): Thing | null {
  const thing = things.find((candidate) => candidate.name === name);
  return thing ? { labels: thing, ...ownOf(thing) } : null;
}

const FieldPanel = ({ title, fields }: { title: string; fields: readonly { name: string; type: string }[] }) => (
  <Panel title={title} flush>
    <FieldTable label={title} fields={fields} />
  </Panel>
);

function Whole({ kind, labels, facts, body, health }: Thing & { kind: string }) {
  const tab = useTab(TABS);
  return (
    <DefinitionPage icon={kind as IconName} name={labels.name} word={kind} tags={labels.tags} links={<Link to="/lineage" search={{ focus: `${kind}:${labels.name}` } as never}>Lineage</Link>} description={labels.description}>
      {health !== undefined && <Tabs tabs={TABS} current={tab} label={`Parts of the ${kind}`} />}
      {health !== undefined && tab === "health" ? (
        health
      ) : (
        <div className="aside">
          <div className="stack">
            {body}
            <DefinitionSource thing={kind} name={labels.name} />
            <Panel title="What applies did to it" flush>
              <Timeline thing={kind} name={labels.name} />
            </Panel>
          </div>
          <div className="stack">
            <Panel title="About">
              <Facts>
                {facts}
                <Fact name="Owner">
                  <Owner name={labels.owner} />
                </Fact>
              </Facts>
            </Panel>
            {kind !== "entity" && <Consumers id={`${kind}:${labels.name}`} />}
          </div>
        </div>
      )}
    </DefinitionPage>
  );
}
