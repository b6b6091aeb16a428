import { Badge, type Tone } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { Empty, Panel } from "../../components/Panel";
import { count, counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { Availability } from "./Availability";
import { BucketChoice } from "./BucketChoice";
import { HeatMap } from "./HeatMap";
import { bucketsOfService, type ServiceDrift as Watched } from "./watched";

/** How what is served of a service is in its latest bucket, in a word. */
export function stateOfService(service: Watched): { tone: Tone; text: string } {
  const last = service.buckets[service.buckets.length - 1];
  if (service.trouble) return { tone: "warn", text: "not watched" };
  if (!last) return { tone: "plain", text: "nothing served yet" };
  if (last.drifted > 0) return { tone: "warn", text: `${count(last.drifted)} of ${count(service.features.length)} drifted` };
  return last.figures === 0 ? { tone: "plain", text: "not judged" } : { tone: "good", text: "as the reference" };
}

/** What it is held against, and since when that is not the same any more. */
export const ReferenceFacts = ({ service }: { service: Watched }) => (
  <Facts>
    <Fact name="Held against">{service.against ? <bdi>{service.against}</bdi> : <span className="muted">nothing yet</span>}</Fact>
    {service.changed.length > 0 && (
      <Fact name="Changed since" className="lines">
        {service.changed.map((view) => (
          <DefinitionLink key={view} kind="view" name={view} className="mono" />
        ))}
      </Fact>
    )}
    {service.point_in_time !== null && (
      <Fact name="Asked for at">
        <bdi className="mono">{service.point_in_time}</bdi>
      </Fact>
    )}
    {service.looked_at !== null && (
      <Fact name="Looked at">
        <Time at={service.looked_at} />
      </Fact>
    )}
  </Facts>
);

/** What was served of a service by bucket, held against its reference, and how its promises were kept. */
export function ServiceDrift({ service }: { service: Watched }) {
  const state = stateOfService(service);
  return (
    <Panel
      title={
        <>
          Service <DefinitionLink kind="service" name={service.service} className="mono" />
        </>
      }
      end={<Badge tone={state.tone}>{state.text}</Badge>}
      flush
    >
      {service.trouble && <p className="break note bad">{service.trouble}</p>}
      {service.buckets.length === 0 ? (
        !service.trouble && (
          <Empty title="No bucket is over yet">
            <p>What was served is looked at by buckets of {service.every}, each once it is over.</p>
          </Empty>
        )
      ) : (
        <>
          <div className="note">
            <ReferenceFacts service={service} />
          </div>
          <BucketChoice
            of={`service:${service.service}`}
            label={`Rows served of ${service.service} by ${service.every}`}
            every={service.every}
            buckets={service.buckets}
            bars={bucketsOfService(service)}
            said={({ figures, drifted }) => (figures === 0 ? "not judged" : `${counted(figures, "figure")} looked at, ${drifted} of ${counted(service.features.length, "feature")} drifted`)}
          />
          <HeatMap service={service} />
          {service.availability.length > 0 && <Availability label={`What ${service.service} promises of its views`} promises={service.availability} />}
        </>
      )}
    </Panel>
  );
}
