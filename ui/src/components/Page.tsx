import type { ReactNode } from "react";
import { Badge, Tags } from "./Badge";
import { Icon, type IconName } from "./Icon";
import { Text } from "./Text";

interface PageProps {
  /** What the browser calls it. */
  title: string;
  /** What it calls itself, where that is another. */
  heading?: string;
  badge?: ReactNode;
  /** What there is to see, in a sentence. */
  lead: string;
  children: ReactNode;
}

/** A place of the gallery. */
export const Page = ({ title, heading = title, badge, lead, children }: PageProps) => (
  <div className="page">
    <title>{`${title} · Quern`}</title>
    <div className="head">
      <div className="head-line">
        <h1>{heading}</h1>
        {badge}
      </div>
      <p className="muted">{lead}</p>
    </div>
    {children}
  </div>
);

interface DefinitionPageProps {
  icon: IconName;
  name: string;
  /** What it is, in a word or two. */
  word: string;
  tags: Readonly<Record<string, string>>;
  /** What stands behind its tags. */
  badges?: ReactNode;
  /** Where else it is seen. */
  links: ReactNode;
  description: string;
  children: ReactNode;
}

/** The page of a definition, with what somebody wrote about it. */
export const DefinitionPage = ({ icon, name, word, tags, badges, links, description, children }: DefinitionPageProps) => (
  <div className="page">
    <title>{`${name} · Quern`}</title>
    <div className="head">
      <div className="head-line">
        <Icon name={icon} size={20} />
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <Badge>{word}</Badge>
        <Tags tags={tags} />
        {badges}
        <span className="head-end">{links}</span>
      </div>
      <Text>{description}</Text>
    </div>
    {children}
  </div>
);
