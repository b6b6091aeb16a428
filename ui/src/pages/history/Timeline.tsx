import { useQuery } from "@tanstack/react-query";
import { changesQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { CommitLink } from "../../components/CommitLink";
import { Empty, Loaded } from "../../components/Panel";
import { Time } from "../../format/time";
import { ChangeBody } from "./ChangeBody";

const TONES = { add: "good", change: "warn", remove: "bad" } as const;
const WORDS = { add: "added", change: "changed", remove: "removed" } as const;

export const toneOf = (kind: string) => TONES[kind as keyof typeof TONES] ?? "plain";

export const wordOf = (kind: string) => WORDS[kind as keyof typeof WORDS] ?? kind;

/** What applies did to one definition, the latest first. */
export function Timeline({ thing, name }: { thing: string; name: string }) {
  const changes = useQuery(changesQuery(thing, name));
  return (
    <Loaded query={changes}>
      {(list) =>
        list.length === 0 ? (
          <Empty title="No apply tells of it" />
        ) : (
          <ul className="rows">
            {list.map(({ commit, change }) => (
              <li key={commit.number} className="list-row">
                <CommitLink number={commit.number} className="badge nums">
                  #{commit.number}
                </CommitLink>
                <div className="grow stack gap-2">
                  <div className="head-line">
                    <Badge tone={toneOf(change.kind)}>{wordOf(change.kind)}</Badge>
                    <span className="small muted">
                      <Time at={commit.time} /> by <bdi>{commit.author}</bdi>
                      {commit.message && (
                        <>
                          {" · "}
                          <bdi>{commit.message}</bdi>
                        </>
                      )}
                    </span>
                  </div>
                  <ChangeBody change={change} />
                </div>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
