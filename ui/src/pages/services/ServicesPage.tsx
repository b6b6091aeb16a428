import { useQuery } from "@tanstack/react-query";
import { registryQuery } from "../../api/queries";
import { Owner } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Page } from "../../components/Page";
import { Empty, Loaded } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { count } from "../../format/numbers";

export function ServicesPage() {
  const registry = useQuery(registryQuery);
  return (
    <Page title="Services" lead="What models ask for: features of several views under one name.">
      <div className="panel">
        <Loaded query={registry} lines={5}>
          {({ services }) =>
            services.length === 0 ? (
              <Empty title="No services are defined yet">
                <p>
                  Views can be read by their features. A service gives those that a model needs one name: <code>Service(…)</code>.
                </p>
              </Empty>
            ) : (
              <Rows
                items={services}
                label="Services"
                columns={["Service", "A request gives", { num: "Features" }, { num: "Views" }, "Owner"]}
                rowHeight={56}
                row={(service) => (
                  <>
                    <td className="clip">
                      <DefinitionLink kind="service" name={service.name} className="mono" />
                      <span className="one-line small muted">
                        <bdi>{service.description.slice(0, 200)}</bdi>
                      </span>
                    </td>
                    <td className="mono nums">{[...service.join_keys, ...service.request_fields].map((field) => field.name).join(", ")}</td>
                    <td className="num">{count(service.features.length)}</td>
                    <td className="num">{count(service.views.length)}</td>
                    <td className="nums"><Owner name={service.owner} /></td>
                  </>
                )}
              />
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
