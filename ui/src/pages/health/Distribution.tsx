import { useQuery } from "@tanstack/react-query";
import { driftQuery, profileQuery } from "../../api/queries";
import { Loaded, Panel } from "../../components/Panel";
import { useFirst } from "../../components/useFirst";
import { Incidents } from "../monitors/Incidents";
import type { Incident, SourceDrift } from "../monitors/watched";
import { FieldProfiles } from "../profiles/FieldProfiles";
import { WatchedSource } from "./WatchedSource";

const SHOWN = 5;

interface Props {
  source: string;
  /** The fields that matter; null for all. */
  reads: ReadonlySet<string> | null;
}

/** How the values of a source's fields lie by bucket of time, and what of them is not as it was. */
export function Distribution({ source, reads }: Props) {
  const { data } = useQuery(driftQuery);
  const watched = data?.sources.find((one) => one.source === source);
  return (
    <>
      <Panel title="Distribution: what is not as it was" flush>
        <WatchedSource source={source} isBrief>{(found) => <Found watched={found} reads={reads} />}</WatchedSource>
      </Panel>
      {watched && watched.buckets.length > 0 && <Fields watched={watched} reads={reads} />}
    </>
  );
}

// Incidents are of a field, whatever rows of it, or of rows.
function concerns(incident: Incident, reads: ReadonlySet<string>): boolean {
  const of = incident.where.split(" where ")[0]!;
  return of === "rows" || reads.has(of);
}

function Found({ watched, reads }: { watched: SourceDrift; reads: ReadonlySet<string> | null }) {
  const found = watched.buckets.toReversed().flatMap(({ start, incidents }) => incidents.filter((incident) => reads === null || concerns(incident, reads)).map((incident) => ({ ...incident, start })));
  const [shown, more] = useFirst(found, SHOWN, "incident");
  const judged = watched.buckets.filter((bucket) => bucket.figures > 0).length;
  if (found.length > 0)
    return (
      <>
        <Incidents incidents={shown} />
        {more}
      </>
    );
  return <p className="note">{judged === 0 ? "There is too little past yet to learn from." : `Nothing in ${judged} buckets of ${watched.every}.`}</p>;
}

function Fields({ watched, reads }: { watched: SourceDrift; reads: ReadonlySet<string> | null }) {
  const profile = useQuery(profileQuery("sources", watched.source, watched.looked_at));
  return <Loaded query={profile} lines={6}>{(data) => <FieldProfiles profile={data} only={reads} bars="rows" />}</Loaded>;
}
