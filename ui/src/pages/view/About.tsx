import { useLive } from "../../api/live";
import { referenceOf, type Registry, type View } from "../../api/queries";
import { Owner } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { Freshness } from "../../components/Freshness";
import { Panel } from "../../components/Panel";
import { Time } from "../../format/time";

/** What a view is of, how far it is, and how it takes time. */
export function About({ view, registry, lateness }: { view: View; registry: Registry; lateness: string | null }) {
  const { status } = useLive();
  const reference = referenceOf(view);
  const progress = status?.views.find((candidate) => candidate.view === reference);
  const keys = registry.entities.find((entity) => entity.name === view.entity)?.join_keys ?? [];
  return (
    <Panel title="About">
      <Facts>
        <Fact name="Freshness">
          <Freshness view={reference} />
        </Fact>
        {progress?.materialized_to && (
          <Fact name="Online to">
            <Time at={progress.materialized_to} />
          </Fact>
        )}
        <Fact name="Entity">
          <DefinitionLink kind="entity" name={view.entity} />
        </Fact>
        <Fact name="Join keys" className="mono">{keys.join(", ")}</Fact>
        <Fact name="Source">
          <DefinitionLink kind="source" name={view.source} />
        </Fact>
        <Fact name="Owner">
          <Owner name={view.owner} />
        </Fact>
        {view.ttl && <Fact name="Time to live">{view.ttl}</Fact>}
        {view.kind === "aggregation" && <Fact name="Windows">{view.hop ? `rounded to hops of ${view.hop}` : "exact"}</Fact>}
        {lateness && <Fact name="Late events">merged up to {lateness}</Fact>}
      </Facts>
    </Panel>
  );
}
