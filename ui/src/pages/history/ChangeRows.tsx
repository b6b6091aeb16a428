import type { Change } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Icon, type IconName } from "../../components/Icon";
import { ChangeBody } from "./ChangeBody";
import { toneOf, wordOf } from "./Timeline";

interface Props {
  changes: readonly Change[];
  /** What a kind of change is called; as of what was done where nothing is said. */
  word?: (kind: string) => string;
  /** Whether a definition has a page. */
  hasPage?: (change: Change) => boolean;
}

/** Changes, each with its definition and line by line. */
export const ChangeRows = ({ changes, word = wordOf, hasPage = () => true }: Props) => (
  <ul className="rows">
    {changes.map((change) => (
      <li key={`${change.thing}:${change.name}`} className="list-row">
        <span className="row-icon muted">
          <Icon name={change.thing as IconName} />
        </span>
        <div className="grow stack change-row">
          <div className="head-line">
            {hasPage(change) ? (
              <DefinitionLink kind={change.thing} name={change.name} className="mono break" />
            ) : (
              <span className="mono break">
                <bdi>{change.name}</bdi>
              </span>
            )}
            <span className="small muted">{change.thing}</span>
            <Badge tone={toneOf(change.kind)}>{word(change.kind)}</Badge>
          </div>
          <ChangeBody change={change} />
        </div>
      </li>
    ))}
  </ul>
);

const FUTURE = { add: "would be added", change: "would change", remove: "would be removed" } as const;

/** What a kind of change is called while it is none yet. */
export const futureOf = (kind: string) => FUTURE[kind as keyof typeof FUTURE] ?? kind;
