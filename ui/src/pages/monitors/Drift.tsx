import { useQuery } from "@tanstack/react-query";
import { driftQuery } from "../../api/queries";
import { Empty, Loaded } from "../../components/Panel";
import { weightOfService, weightOfSource } from "./watched";
import { ServiceDrift } from "./ServiceDrift";
import { SourceDrift } from "./SourceDrift";

/** What a server found that is not as it was, the worst first. */
export function Drift() {
  const drift = useQuery(driftQuery);
  return (
    <Loaded query={drift} lines={5}>
      {({ sources, services, trouble }) => (
        <div className="stack">
          {trouble && (
            <section className="panel">
              <p className="break note bad">{trouble}</p>
            </section>
          )}
          {sources.length + services.length === 0 && !trouble && (
            <section className="panel">
              <Empty title="Nothing is watched">
                <p>
                  <code>{'"drift": {}'}</code> in quern.json watches the rows of all sources, and what is served of all services that are logged. After a start it takes a while until something was looked at.
                </p>
              </Empty>
            </section>
          )}
          {services.toSorted((one, other) => weightOfService(other) - weightOfService(one)).map((service) => (
            <ServiceDrift key={service.service} service={service} />
          ))}
          {sources.toSorted((one, other) => weightOfSource(other) - weightOfSource(one)).map((source) => (
            <SourceDrift key={source.source} source={source} />
          ))}
        </div>
      )}
    </Loaded>
  );
}
