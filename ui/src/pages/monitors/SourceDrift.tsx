import { Button } from "@mantine/core";
import { Badge, type Tone } from "../../components/Badge";
import { Buckets } from "../../components/Buckets";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { bucketsOfSource, faultsAmong, type SourceDrift as Watched } from "./watched";
import { Incidents } from "./Incidents";
import { useBucket } from "./useBucket";

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
  const [chosen, choose] = useBucket(`source:${source.source}`, source.buckets);
  const state = stateOfSource(source);
  const at = chosen ? source.buckets.indexOf(chosen) : -1;
  const step = (by: number) => {
    const next = source.buckets[at + by];
    return { disabled: !next, onClick: () => next && choose(next.start) };
  };
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
      {!chosen ? (
        !source.trouble && (
          <Empty title="No bucket is over yet">
            <p>Rows are looked at by buckets of {source.every}, each once it is over.</p>
          </Empty>
        )
      ) : (
        <>
          <div className="note stack gap-3">
            <Buckets label={`Rows of ${source.source} by ${source.every}`} buckets={bucketsOfSource(source)} choice={{ chosen: chosen.start, onChoose: choose }} />
            <div className="head-line">
              <Button.Group>
                <Button size="compact-sm" variant="default" aria-label="The bucket before" {...step(-1)}>
                  ‹
                </Button>
                <Button size="compact-sm" variant="default" aria-label="The bucket after" {...step(1)}>
                  ›
                </Button>
              </Button.Group>
              <span className="small muted">
                {source.every} from <Time at={chosen.start} />: {counted(chosen.rows, "row")},{" "}
                {chosen.figures === 0 ? `${counted(chosen.learnt, "bucket")} before it are too few to learn from` : `${counted(chosen.figures, "figure")} looked at`}
              </span>
            </div>
          </div>
          {chosen.incidents.length > 0 ? <Incidents incidents={chosen.incidents} /> : chosen.figures > 0 && <p className="small note">All as it was.</p>}
          {source.bad_rows > 0 && <p className="small muted note">{counted(source.bad_rows, "row")} could not be read as the source declares, and are left out.</p>}
        </>
      )}
    </Panel>
  );
}
