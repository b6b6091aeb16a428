import { useQueries } from "@tanstack/react-query";
import { usageOfQuery } from "../../api/queries";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Loading, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";

/** Who read services within the last week: those whom a change of them would reach. */
export function ReadersOf({ services }: { services: readonly string[] }) {
  const usages = useQueries({ queries: services.map((service) => usageOfQuery("services", service, "7d")) });
  if (services.length === 0) return null;
  const readers = usages.flatMap((usage, at) => (usage.data?.consumers ?? []).map((line) => ({ service: services[at]!, name: line.name, requests: line.requests })));
  return (
    <Panel title="Who reads that, in the last week" flush>
      {usages.some((usage) => usage.isPending) ? (
        <Loading lines={2} />
      ) : readers.length === 0 ? (
        <Empty title="Nobody">
          <p>No server of the project answered a read of these services.</p>
        </Empty>
      ) : (
        <ul className="rows">
          {readers.map(({ service, name, requests }) => (
            <li key={`${service} ${name}`} className="list-row">
              <span className="grow">
                <bdi className="break">{name}</bdi>
                <span className="small muted one-line">
                  <DefinitionLink kind="service" name={service} />
                </span>
              </span>
              <span className="small muted nums">{counted(requests, "request")}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
