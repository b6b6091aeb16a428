import { Link } from "@tanstack/react-router";
import { referenceOf, type Registry } from "../../api/queries";
import { DefinitionLink } from "../../components/DefinitionLink";
import type { By } from "./measures";

/** What a counted name is a link to: the page of its definition where it has one now; what nobody defined, or not any more, is its name. */
export function UsageName({ by, name, registry }: { by: By; name: string; registry: Registry | undefined }) {
  const plain = <bdi>{name}</bdi>;
  if (!registry || by === "consumer") return plain;
  if (by === "service") return registry.services.some((service) => service.name === name) ? <DefinitionLink kind="service" name={name} /> : plain;
  const at = name.indexOf(":");
  const of = by === "view" || at < 0 ? name : name.slice(0, at);
  if (registry.views.some((view) => referenceOf(view) === of))
    return by === "view" ? <DefinitionLink kind="view" name={of} /> : <Link to="/views/$view" params={{ view: of }} search={{ q: name.slice(at + 1) } as never}>{plain}</Link>;
  if (registry.lookups.some((lookup) => lookup.name === of)) return <DefinitionLink kind="lookup" name={of}>{plain}</DefinitionLink>;
  if (registry.on_demand.some((method) => method.name === of)) return <DefinitionLink kind="on-demand" name={of}>{plain}</DefinitionLink>;
  return plain;
}
