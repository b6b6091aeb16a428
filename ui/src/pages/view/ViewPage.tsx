import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { registryQuery, referenceOf, viewQuery, type Registry, type View } from "../../api/queries";
import { Code, Copy } from "../../components/Code";
import { Consumers } from "../../components/Consumers";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Gone } from "../../components/Gone";
import { DefinitionPage } from "../../components/Page";
import { Loaded, Panel } from "../../components/Panel";
import { Snippets } from "../../components/Snippets";
import { snippet, sqlOf, wantedOfView } from "../../components/snippets";
import { DefinitionSource } from "../../components/source/DefinitionSource";
import { Tabs } from "../../components/Tabs";
import { useTab } from "../../components/useTab";
import { ViewHealth } from "../health/Health";
import { Timeline } from "../history/Timeline";
import { UsageOf } from "../usage/UsageOf";
import { About } from "./About";
import { Features } from "./Features";
import { ViewLineage } from "./ViewLineage";
import { ViewRuns } from "./ViewRuns";
import { WindowLine } from "./WindowLine";
import "./view.css";

const TABS = [
  { id: "features", name: "Features" },
  { id: "health", name: "Health" },
  { id: "definition", name: "Definition" },
  { id: "lineage", name: "Lineage" },
  { id: "usage", name: "Usage" },
  { id: "runs", name: "Runs" },
  { id: "versions", name: "Versions" },
] as const;

export function ViewPage() {
  const { view: name } = useParams({ strict: false }) as { view: string };
  const registry = useQuery(registryQuery);
  return (
    <Loaded query={registry} lines={8}>
      {(data) => {
        const view = data.views.find((candidate) => referenceOf(candidate) === name);
        return view ? <Whole view={view} registry={data} /> : <Gone thing="view" name={name} />;
      }}
    </Loaded>
  );
}

function Whole({ view, registry }: { view: View; registry: Registry }) {
  const tab = useTab(TABS);
  const reference = referenceOf(view);
  const detail = useQuery(viewQuery(reference));
  const versions = registry.views.filter((candidate) => candidate.name === view.name && candidate.version !== view.version);
  const windows = [...new Set(view.features.flatMap((feature) => (feature.window ? [feature.window] : [])))];
  const definition = detail.data ? [...detail.data.shared, "", ...detail.data.meanings].join("\n") : "";
  return (
    <DefinitionPage
      icon="view"
      name={reference}
      word={view.kind === "attribute" ? "latest values" : "aggregates"}
      tags={view.tags}
      badges={versions.map((other) => (
        <DefinitionLink key={other.version} kind="view" name={referenceOf(other)} className="badge">
          version {other.version}
        </DefinitionLink>
      ))}
      links={<Link to="/inspect" search={{ of: `view:${reference}` } as never}>See values</Link>}
      description={view.description}
    >
      <Tabs tabs={TABS} current={tab} label="Parts of the view" />
      {tab === "health" ? (
        <ViewHealth view={view} registry={registry} />
      ) : (
        <div className="aside">
          <div className="stack">
            {tab === "features" && (
              <>
                {windows.length > 0 && (
                  <Panel title="Windows">
                    <WindowLine windows={windows} />
                  </Panel>
                )}
                <Features view={view} meanings={detail.data?.meanings ?? null} />
              </>
            )}
            {tab === "definition" && (
              <>
                <DefinitionSource thing="view" name={reference} />
                <Panel title="Definition, in canonical form" end={<Copy text={definition} />}>
                  <Loaded query={detail}>
                    {(data) => (
                      <div className="stack gap-3">
                        <Code label="Definition">{definition}</Code>
                        <p className="small muted break">
                          All that makes its values what they are. Its hash is <code>{data.definition}</code>; where that is the same, values are.
                        </p>
                      </div>
                    )}
                  </Loaded>
                </Panel>
              </>
            )}
            {tab === "lineage" && <ViewLineage id={`view:${reference}`} />}
            {tab === "usage" && (
              <>
                <UsageOf kind="views" name={reference} />
                <Loaded query={detail}>{(data) => <Snippets title="Read it" of={(language) => snippet(language, wantedOfView(view, data.join_keys), sqlOf(view, registry))} />}</Loaded>
              </>
            )}
            {tab === "runs" && <ViewRuns view={reference} />}
            {tab === "versions" && (
              <Panel title="What applies did to it" flush>
                <Timeline thing="view" name={reference} />
              </Panel>
            )}
          </div>
          <div className="stack">
            <About view={view} registry={registry} lateness={detail.data?.allowed_lateness ?? null} />
            <Consumers id={`view:${reference}`} />
          </div>
        </div>
      )}
    </DefinitionPage>
  );
}
