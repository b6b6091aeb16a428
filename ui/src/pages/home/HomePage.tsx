import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useLive } from "../../api/live";
import { commitsQuery, registryQuery } from "../../api/queries";
import { Empty, Loaded, Loading, Panel } from "../../components/Panel";
import { Badge } from "../../components/Badge";
import { Icon } from "../../components/Icon";
import { useTyped } from "../../components/useParts";
import { count, counted } from "../../format/numbers";
import { SearchList } from "../../search/SearchList";
import { CommitList } from "../history/CommitList";
import { issuesOf } from "./health";
import { MostUsed } from "./MostUsed";
import { ViewList } from "./ViewList";

const SHOWN_COMMITS = 5;

export function HomePage() {
  const [query, setQuery, settle] = useTyped("q");
  const registry = useQuery(registryQuery);

  // For whoever measures: when there is something to use.
  useEffect(() => void performance.mark("first-render"), []);

  const total = registry.data?.views.reduce((sum, view) => sum + view.features.length, 0);
  return (
    <div className="page">
      <title>Quern</title>
      <div className="head">
        <h1>Find a feature</h1>
        <p className="muted nums" style={{ whiteSpace: "normal" }}>
          {registry.data ? `${counted(total!, "feature")} in ${counted(registry.data.views.length, "view")}, served by ${counted(registry.data.services.length, "service")}` : "\u00a0"}
        </p>
      </div>
      <SearchList query={query} onQuery={setQuery} onChosen={settle} height={560} />
      {query.trim() === "" && (
        <>
          <div className="columns">
            <Attention />
            <Changes />
          </div>
          <MostUsed />
          <Panel title="Feature views" flush>
            <Loaded query={registry} lines={5}>{(data) => <ViewList views={data.views} />}</Loaded>
          </Panel>
        </>
      )}
    </div>
  );
}

function Attention() {
  const { status, now } = useLive();
  const issues = status ? issuesOf(status, now()) : null;
  return (
    <Panel title="Needs attention" flush end={issues && issues.length > 0 ? <Badge tone={issues[0]!.tone}>{count(issues.length)}</Badge> : null}>
      {issues === null ? (
        <Loading />
      ) : issues.length === 0 ? (
        <Empty title="All is well">
          <p>Views are online and fresh, feeds read, nothing was refused.</p>
        </Empty>
      ) : (
        <ul className="rows">
          {issues.map((issue) => (
            <li key={issue.title}>
              <Link className="list-row" to={issue.to} {...(issue.params ? { params: issue.params } : {})} {...(issue.search ? { search: issue.search } : {})}>
                <span className={`row-icon ${issue.tone}`}>
                  <Icon name="alert" />
                </span>
                <span className="grow">
                  <bdi className="break">{issue.title}</bdi>
                  <span className="small muted one-line">
                    <bdi>{issue.detail}</bdi>
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Changes() {
  const commits = useInfiniteQuery(commitsQuery);
  return (
    <Panel title="Recent changes" flush end={<Link to="/history" className="small">All history</Link>}>
      <Loaded query={commits}>{({ pages }) => <CommitList commits={pages.flat().slice(0, SHOWN_COMMITS)} />}</Loaded>
    </Panel>
  );
}
