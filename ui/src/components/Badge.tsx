import type { ReactNode } from "react";
import { Icon } from "./Icon";

export type Tone = "plain" | "good" | "warn" | "bad" | "accent";

export const Badge = ({ tone = "plain", children, title }: { tone?: Tone; children: ReactNode; title?: string | undefined }) => (
  <span className="badge" data-tone={tone} title={title}>
    {tone === "good" && <Icon name="check" size={12} />}
    {(tone === "warn" || tone === "bad") && <Icon name="alert" size={12} />}
    {children}
  </span>
);

/** Free keys and values. */
export const Tags = ({ tags }: { tags: Readonly<Record<string, string>> }) => (
  <>
    {Object.entries(tags).map(([key, value]) => (
      <Badge key={key}>
        <bdi>{value === "" ? key : `${key}: ${value}`}</bdi>
      </Badge>
    ))}
  </>
);

export const Owner = ({ name }: { name: string | null }) => (name ? <bdi>{name}</bdi> : <span className="muted">nobody yet</span>);
