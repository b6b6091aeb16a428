import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { commitsQuery } from "../../api/queries";
import { Empty, Loaded } from "../../components/Panel";
import { CommitRow } from "./CommitRow";

export function HistoryPage() {
  const commits = useInfiniteQuery(commitsQuery);
  const list = commits.data?.pages.flat() ?? [];
  return (
    <div className="page">
      <title>History · Quern</title>
      <div className="head">
        <h1>History</h1>
        <p className="muted">Every apply, the latest first: what it added, changed and removed.</p>
      </div>
      <section className="panel" aria-label="Applies">
        <Loaded query={commits as never} lines={6}>
          {() =>
            list.length === 0 ? (
              <Empty title="Nothing is applied yet">
                <p>
                  Run <code>quern plan</code> to see what would be, then <code>quern apply</code>.
                </p>
              </Empty>
            ) : (
              <ul className="rows">
                {list.map((commit) => (
                  <li key={commit.number}>
                    <CommitRow commit={commit} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      {commits.hasNextPage && (
        <Button variant="default" loading={commits.isFetchingNextPage} onClick={() => void commits.fetchNextPage()} style={{ justifySelf: "center" }}>
          Show earlier ones
        </Button>
      )}
    </div>
  );
}
