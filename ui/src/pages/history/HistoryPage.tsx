import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { commitsQuery } from "../../api/queries";
import { Page } from "../../components/Page";
import { Loaded } from "../../components/Panel";
import { CommitList } from "./CommitList";
import { OpenPlans } from "./OpenPlans";

export function HistoryPage() {
  const commits = useInfiniteQuery(commitsQuery);
  return (
    <Page title="History" lead="Every apply, the latest first: what it added, changed and removed.">
      <OpenPlans />
      <section className="panel" aria-label="Applies">
        <Loaded query={commits} lines={6}>{({ pages }) => <CommitList commits={pages.flat()} />}</Loaded>
      </section>
      {commits.hasNextPage && (
        <Button variant="default" loading={commits.isFetchingNextPage} onClick={() => void commits.fetchNextPage()} style={{ justifySelf: "center" }}>
          Show earlier ones
        </Button>
      )}
    </Page>
  );
}
