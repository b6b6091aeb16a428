import type { Commit } from "../../api/queries";
import { CommitLink } from "../../components/CommitLink";
import { Empty } from "../../components/Panel";
import { Time } from "../../format/time";
import { count } from "../../format/numbers";
import "./history.css";

/** How many definitions were added, changed and removed. */
export const Tally = ({ commit }: { commit: Pick<Commit, "added" | "changed" | "removed"> }) => (
  <span className="tally nums small">
    {commit.added > 0 && <span className="good" title={`${commit.added} added`}>+{count(commit.added)}</span>}
    {commit.changed > 0 && <span className="warn" title={`${commit.changed} changed`}>~{count(commit.changed)}</span>}
    {commit.removed > 0 && <span className="bad" title={`${commit.removed} removed`}>−{count(commit.removed)}</span>}
  </span>
);

/** What an apply did, or a plan would, in a few words: its message, or else the first things that it touched. */
export const titleOf = (commit: Pick<Commit, "message" | "heads">) => commit.message || commit.heads.slice(0, 3).map((head) => `${head.kind} ${head.thing} ${head.name}`).join(", ") || "No difference";

const CommitRow = ({ commit }: { commit: Commit }) => (
  <CommitLink number={commit.number} className="list-row">
    <span className="badge nums">#{commit.number}</span>
    <span className="grow">
      <bdi className="one-line">{titleOf(commit)}</bdi>
      <span className="small muted one-line">
        <bdi>{commit.author}</bdi>, <Time at={commit.time} />
      </span>
    </span>
    <Tally commit={commit} />
  </CommitLink>
);

/** Applies, each by its title. */
export const CommitList = ({ commits }: { commits: readonly Commit[] }) =>
  commits.length === 0 ? (
    <Empty title="Nothing is applied yet">
      <p>
        Run <code>quern plan</code> to see what would be, then <code>quern apply</code>.
      </p>
    </Empty>
  ) : (
    <ul className="rows">
      {commits.map((commit) => (
        <li key={commit.number}>
          <CommitRow commit={commit} />
        </li>
      ))}
    </ul>
  );
