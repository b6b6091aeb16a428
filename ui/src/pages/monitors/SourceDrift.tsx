import { Badge, type Tone } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { BucketChoice } from "./BucketChoice";
import { Incidents } from "./Incidents";
import { bucketsOfSource, faultsAmong, type SourceDrift as Watched } from "./watched";

/** How a source is in its latest bucket, in a word. */
export function stateOfSource(source: Watched): { tone: Tone; text: string } {
  const last = source.buckets[source.buckets.length - 1];
  if (source.trouble) return { tone: "warn", text: "not watched" };
  if (!last) return { tone: "plain", text: "no rows yet" };
  const faults = faultsAmong(last.incidents);
  if (faults > 0) return { tone: "bad", text: counted(faults, "fault") };
  return last.figures === 0 ? { tone: "plain", text: "too little to learn from" } : { tone: "good", text: last.incidents.length === 0 ? "as before" : counted(last.incidents.length, "note") };
}

/** The rows of a source by bucket, and what is not as it was in one of them. */
export function SourceDrift({ source }: { source: Watched }) {
  const state = stateOfSource(source);
  return (
    <Panel
      title={
        <>
          Source <DefinitionLink kind="source" name={source.source} className="mono" />
        </>
      }
      end={<Badge tone={state.tone}>{state.text}</Badge>}
      flush
    >
      {source.trouble && <p className="break note bad">{source.trouble}</p>}
      {source.buckets.length === 0 ? (
        !source.trouble && (
          <Empty title="No bucket is over yet">
            <p>Rows are looked at by buckets of {source.every}, each once it is over.</p>
          </Empty>
        )
      ) : (
        <BucketChoice of={`source:${source.source}`} label={`Rows of ${source.source} by ${source.every}`} every={source.every} buckets={source.buckets} bars={bucketsOfSource(source)} said={lookedAt}>
          {({ incidents, figures }) => (incidents.length > 0 ? <Incidents incidents={incidents} /> : figures > 0 && <p className="small note">All as it was.</p>)}
        </BucketChoice>
      )}
      {source.bad_rows > 0 && <p className="small muted note">{counted(source.bad_rows, "row")} could not be read as the source declares, and are left out.</p>}
    </Panel>
  );
}

const lookedAt = ({ figures, learnt }: Watched["buckets"][number]) => (figures === 0 ? `only ${counted(learnt, "bucket")} before it to learn from` : `${counted(figures, "figure")} looked at`);
