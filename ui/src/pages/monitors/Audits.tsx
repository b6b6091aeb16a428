import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { auditsQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { count, counted, percent } from "../../format/numbers";

export function Audits() {
  const audits = useQuery(auditsQuery);
  return (
    <Loaded query={audits} lines={5}>
      {({ services }) =>
        services.length === 0 ? (
          <section className="panel">
            <Empty title="Nothing is audited">
              <p>
                <code>{'"log": { "sample": 1 }, "audit": {}'}</code> in quern.json logs what is served and holds it against history, to the bit.
              </p>
            </Empty>
          </section>
        ) : (
          <div className="stack">
            {services.map((service) => (
              <Service key={service.service} service={service} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Service({ service }: { service: Shapes["AuditedServiceShape"] }) {
  return (
    <Panel
      title={<DefinitionLink kind="service" name={service.service} className="mono" />}
      end={<Badge tone={service.trouble ? "warn" : service.different > 0 ? "bad" : "good"}>{service.trouble ? "not audited" : service.different > 0 ? `${percent(service.different / service.values)} differ` : "as history"}</Badge>}
      flush
    >
      {service.trouble && <p className="break note">{service.trouble}</p>}
      {service.vectors === 0 ? (
        <Empty title="Nothing of the last hour is settled yet">
          <p>Vectors are looked at once late events have had their time.</p>
        </Empty>
      ) : (
        <>
          <p className="small muted note">
            Of the last hour {counted(service.vectors, "vector")} compared, {count(service.different)} of {counted(service.values, "value")} differ.
          </p>
          {service.causes.length > 0 && (
            <Table label={`Causes in ${service.service}`} columns={["View", "Cause", { num: "Values" }, { num: "Share" }]}>
              {service.causes.map((cause) => (
                <tr key={`${cause.view} ${cause.cause}`}>
                  <td className="mono">
                    <bdi>{cause.view}</bdi>
                  </td>
                  <td>{cause.cause.replaceAll("_", " ")}</td>
                  <td className="num">{count(cause.values)}</td>
                  <td className="num">{percent(cause.rate)}</td>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
    </Panel>
  );
}
