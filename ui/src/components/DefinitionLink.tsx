import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { linkOf, type Kind } from "../search";

interface Props {
  /** What the API calls it: view, service, source, … */
  kind: string;
  name: string;
  className?: string;
  "aria-label"?: string;
  /** What stands there instead of its name. */
  children?: ReactNode;
}

/** A link to the page of a definition. */
export const DefinitionLink = ({ kind, name, children, ...rest }: Props) => (
  <Link {...rest} {...(linkOf({ kind: kind as Kind, name, of: "" }) as { to: string })}>
    {children ?? <bdi>{name}</bdi>}
  </Link>
);
