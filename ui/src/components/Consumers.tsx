import { useQuery } from "@tanstack/react-query";
import { lineageQuery } from "../api/queries";
import { Badge } from "./Badge";
import { DefinitionLink } from "./DefinitionLink";
import { Icon, type IconName } from "./Icon";
import { Empty, Loaded, Panel } from "./Panel";

/** Who reads a definition: services, on-demand features, lookups, and views where it is a source. */
export function Consumers({ id }: { id: string }) {
  const lineage = useQuery(lineageQuery);
  return (
    <Panel title="Read by" flush>
      <Loaded query={lineage}>
        {({ nodes, edges }) => {
          const readers = [...new Set(edges.filter((edge) => edge.from === id).map((edge) => edge.to))].flatMap((to) => nodes.filter((node) => node.id === to));
          return readers.length === 0 ? (
            <Empty title="Nothing reads it yet">
              <p>Name it in a service to serve it under one name.</p>
            </Empty>
          ) : (
            <ul className="rows">
              {readers.map((node) => (
                <li key={node.id}>
                  <DefinitionLink kind={node.kind} name={node.name} className="list-row">
                    <Icon name={node.kind as IconName} />
                    <span className="grow mono one-line">
                      <bdi>{node.name}</bdi>
                    </span>
                    <Badge>{node.kind}</Badge>
                  </DefinitionLink>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}
