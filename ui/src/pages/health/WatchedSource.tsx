import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { driftQuery } from "../../api/queries";
import { Empty, Loaded } from "../../components/Panel";
import type { SourceDrift } from "../monitors/watched";

interface Props {
  source: string;
  /** Whether another part of the page tells why it is not watched, and what would make it. */
  isBrief?: boolean;
  children: (watched: SourceDrift) => ReactNode;
}

/** What the server found of a source that it watches; of one that it does not, how to make it. */
export function WatchedSource({ source, isBrief = false, children }: Props) {
  const drift = useQuery(driftQuery);
  return (
    <Loaded query={drift}>
      {({ sources, trouble }) => {
        const watched = sources.find((one) => one.source === source);
        const wrong = watched?.trouble ?? trouble;
        if (watched && watched.buckets.length > 0)
          return (
            <>
              {wrong && !isBrief && <p className="break note bad">{wrong}</p>}
              {children(watched)}
            </>
          );
        if (isBrief) return <p className="note muted">Nothing is known of its rows yet.</p>;
        return (
          <Empty title={watched && !wrong ? "No bucket is over yet" : "Its rows are not watched"}>
            {wrong ? (
              <p className="bad break">{wrong}</p>
            ) : watched ? (
              <p>Rows are looked at by buckets of {watched.every}, each once it is over.</p>
            ) : (
              <p>
                <code>{'"drift": {}'}</code> in quern.json watches the rows of all sources. After a start it takes a while until something was looked at.
              </p>
            )}
          </Empty>
        );
      }}
    </Loaded>
  );
}
