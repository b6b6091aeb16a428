import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { registryQuery, type Registry, type Service } from "../../api/queries";
import { Owner } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { FieldTable } from "../../components/FieldTable";
import { Gone } from "../../components/Gone";
import { DefinitionPage } from "../../components/Page";
import { Loaded, Panel } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { Snippets } from "../../components/Snippets";
import { snippet, wantedOfService } from "../../components/snippets";
import { DefinitionSource } from "../../components/source/DefinitionSource";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { counted } from "../../format/numbers";
import { Timeline } from "../history/Timeline";
import { UsageOf } from "../usage/UsageOf";
import { Served } from "./Served";
import { Traffic } from "./Traffic";
import { TryIt } from "./TryIt";

const TABS = [
  { id: "contract", name: "Contract" },
  { id: "try", name: "Try it" },
  { id: "served", name: "Served" },
  { id: "usage", name: "Usage" },
  { id: "versions", name: "Versions" },
] as const;

export function ServicePage() {
  const { service: name } = useParams({ strict: false }) as { service: string };
  const registry = useQuery(registryQuery);
  return (
    <Loaded query={registry} lines={8}>
      {(data) => {
        const service = data.services.find((candidate) => candidate.name === name);
        return service ? <Whole service={service} registry={data} /> : <Gone thing="service" name={name} />;
      }}
    </Loaded>
  );
}

function Whole({ service, registry }: { service: Service; registry: Registry }) {
  const tab = useTab(TABS);
  return (
    <DefinitionPage
      icon="service"
      name={service.name}
      word="service"
      tags={service.tags}
      links={
        <>
          <Link to="/inspect" search={{ of: `service:${service.name}` } as never}>See values</Link>
          <Link to="/lineage" search={{ focus: `service:${service.name}` } as never}>Lineage</Link>
        </>
      }
      description={service.description}
    >
      <Tabs tabs={TABS} current={tab} label="Parts of the service" />
      {tab === "contract" && <Contract service={service} registry={registry} />}
      {tab === "try" && <TryIt service={service} />}
      {tab === "served" && <Served service={service.name} />}
      {tab === "usage" && (
        <>
          <Traffic service={service.name} />
          <UsageOf kind="services" name={service.name} />
        </>
      )}
      {tab === "versions" && (
        <Panel title="What applies did to it" flush>
          <Timeline thing="service" name={service.name} />
        </Panel>
      )}
    </DefinitionPage>
  );
}

/** What a column comes from: an on-demand feature by its name, a column of a lookup or a view by both. */
function Origin({ from, registry }: { from: string; registry: Registry }) {
  const of = from.split(":")[0]!;
  const kind = of === from ? "on-demand" : registry.lookups.some((lookup) => lookup.name === of) ? "lookup" : "view";
  return (
    <DefinitionLink kind={kind} name={of} className="mono">
      <bdi>{from}</bdi>
    </DefinitionLink>
  );
}

const Contract = ({ service, registry }: { service: Service; registry: Registry }) => (
  <div className="aside">
    <div className="stack">
      <Panel title={`Gives ${counted(service.features.length, "feature")}`} flush>
        <Rows
          items={service.features}
          label="Features"
          columns={["Column", "From", "Type"]}
          rowHeight={42}
          row={(feature) => (
            <>
              <td className="mono">
                <Link to="/inspect" search={{ of: `service:${service.name}`, feature: feature.name } as never} title="See its values">
                  <bdi>{feature.name}</bdi>
                </Link>
              </td>
              <td>
                <Origin from={feature.from} registry={registry} />
              </td>
              <td>
                <code>{feature.type}</code>
              </td>
            </>
          )}
        />
      </Panel>
      <Snippets title="Ask for it" of={(language) => snippet(language, wantedOfService(service), null)} />
      <DefinitionSource thing="service" name={service.name} />
    </div>
    <div className="stack">
      <Panel title="A request gives" flush>
        <FieldTable label="What a request gives" fields={[...service.join_keys, ...service.request_fields]} />
      </Panel>
      <Panel title="About">
        <Facts>
          <Fact name="Owner">
            <Owner name={service.owner} />
          </Fact>
          <Fact name="Views" className="lines">
            {service.views.map((view) => (
              <DefinitionLink key={view} kind="view" name={view} className="mono" />
            ))}
          </Fact>
        </Facts>
      </Panel>
    </div>
  </div>
);
