import { useQuery } from "@tanstack/react-query";
import { referenceOf, viewQuery, type Registry, type View } from "../../api/queries";
import { Loaded } from "../../components/Panel";
import { Distribution } from "./Distribution";
import { ExpectedFeatures, ExpectedRows } from "./Expected";
import { Neighbours } from "./Neighbours";
import { readsOf } from "./reads";
import { Schema } from "./Schema";
import { SourceFreshness } from "./SourceFreshness";
import { Verdict } from "./Verdict";
import { ViewFreshness } from "./ViewFreshness";
import { Volume } from "./Volume";

/** A source by the five pillars: freshness, volume, distribution, schema, lineage. */
export const SourceHealth = ({ source }: { source: Registry["sources"][number] }) => (
  <div className="stack">
    <Verdict kind="source" name={source.name} />
    <div className="columns">
      <SourceFreshness source={source.name} stream={source.stream} />
      <Volume source={source.name} isOwn />
    </div>
    <ExpectedRows source={source.name} />
    <Distribution source={source.name} reads={null} />
    <div className="columns">
      <Schema kind="source" name={source.name} fields={source.fields} thing="field" />
      <Neighbours kind="source" name={source.name} />
    </div>
  </div>
);

/** A view by the same; volume and distribution are those of the fields of its source that it reads. */
export function ViewHealth({ view, registry }: { view: View; registry: Registry }) {
  const reference = referenceOf(view);
  const detail = useQuery(viewQuery(reference));
  const source = registry.sources.find((candidate) => candidate.name === view.source);
  return (
    <div className="stack">
      <Verdict kind="view" name={reference} />
      <div className="columns">
        <ViewFreshness view={reference} stream={source?.stream ?? null} />
        <Volume source={view.source} isOwn={false} />
      </div>
      <ExpectedFeatures view={reference} />
      <Loaded query={detail} lines={6}>
        {(data) => <Distribution source={view.source} reads={source ? readsOf(data, source.fields) : null} />}
      </Loaded>
      <div className="columns">
        <Schema kind="view" name={reference} fields={view.features} thing="feature" />
        <Neighbours kind="view" name={reference} />
      </div>
    </div>
  );
}
