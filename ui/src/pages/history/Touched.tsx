import { DefinitionLink } from "../../components/DefinitionLink";
import { Icon, type IconName } from "../../components/Icon";
import { Empty, Panel } from "../../components/Panel";
import type { Touch } from "../../api/queries";
import type { Node } from "../lineage/layout";
import { HowBadge } from "../lineage/HowBadge";

const KINDS = ["entity", "source", "view", "lookup", "on-demand", "service"] as const;
const NAMES: Record<string, string> = { entity: "Entities", source: "Sources", view: "Views", lookup: "Lookups", "on-demand": "On-demand features", service: "Services" };

interface Props {
  touched: readonly Touch[];
  nodes: readonly Node[];
  hasPage: (id: string) => boolean;
}

/** What a plan changes and what is made from that, by kind. */
export function Touched({ touched, nodes, hasPage }: Props) {
  const groups = KINDS.map((kind) => ({ kind, items: touched.flatMap(({ id, how }) => nodes.filter((node) => node.id === id && node.kind === kind).map((node) => ({ node, how }))) })).filter(({ items }) => items.length > 0);
  return (
    <Panel title="What it touches" flush>
      {groups.length === 0 ? (
        <Empty title="Nothing that data flows through" />
      ) : (
        groups.map(({ kind, items }) => (
          <div key={kind} className="touched-kind">
            <h3>{NAMES[kind]}</h3>
            <ul>
              {items.map(({ node, how }) => (
                <li key={node.id} className="head-line">
                  <Icon name={kind as IconName} />
                  <span className="mono break">{hasPage(node.id) ? <DefinitionLink kind={kind} name={node.name} /> : <bdi>{node.name}</bdi>}</span>
                  <HowBadge how={how} />
                </li>
              ))}
            </ul>
          </div>
        ))
      )}
    </Panel>
  );
}
