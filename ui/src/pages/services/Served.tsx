import { useQuery } from "@tanstack/react-query";
import { driftQuery, profileQuery } from "../../api/queries";
import { useAnnotations } from "../../components/annotations";
import { Buckets } from "../../components/Buckets";
import { Badge } from "../../components/Badge";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Availability } from "../monitors/Availability";
import { ReferenceFacts, stateOfService } from "../monitors/ServiceDrift";
import { bucketsOfService, type ServiceDrift } from "../monitors/watched";
import { FieldProfiles } from "../profiles/FieldProfiles";

/** What was served of a service, beside the training set of its model. */
export function Served({ service }: { service: string }) {
  const drift = useQuery(driftQuery);
  return (
    <Loaded query={drift} lines={5}>
      {({ services, trouble }) => {
        const watched = services.find((one) => one.service === service);
        if (watched) return <Watched service={watched} />;
        return (
          <section className="panel">
            <Empty title="What it serves is not watched">
              {trouble ? (
                <p className="bad break">{trouble}</p>
              ) : (
                <p>
                  <code>{`"log": { "services": { "${service}": 1 } }, "drift": {}`}</code> in quern.json logs what it answers, and holds it against its training set. After a start it takes a while until something was looked at.
                </p>
              )}
            </Empty>
          </section>
        );
      }}
    </Loaded>
  );
}

function Watched({ service }: { service: ServiceDrift }) {
  const state = stateOfService(service);
  const annotations = useAnnotations(`service:${service.service}`);
  return (
    <div className="stack">
      <Panel title="What was served" end={<Badge tone={state.tone}>{state.text}</Badge>}>
        <div className="stack gap-4">
          {service.trouble && <p className="break bad">{service.trouble}</p>}
          <ReferenceFacts service={service} />
          {service.buckets.length === 0 && !service.trouble && <p>No bucket is over yet: what was served is looked at by buckets of {service.every}, each once it is over.</p>}
          <Buckets label={`Rows served by ${service.every}`} buckets={bucketsOfService(service)} every={service.every} annotations={annotations} />
        </div>
      </Panel>
      {service.availability.length > 0 && (
        <Panel title="What it promises of its views, in the last bucket" flush>
          <Availability label="Promises" promises={service.availability} />
        </Panel>
      )}
      {service.buckets.length > 0 && <Fields service={service} />}
    </div>
  );
}

function Fields({ service }: { service: ServiceDrift }) {
  const profile = useQuery(profileQuery("services", service.service, service.looked_at));
  return <Loaded query={profile} lines={6}>{(data) => <FieldProfiles profile={data} bars="served" drift={(field) => service.features.find((feature) => feature.name === field) ?? null} />}</Loaded>;
}
