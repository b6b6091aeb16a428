import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Shapes } from "../../api/client";
import { useLive } from "../../api/live";
import { registryQuery } from "../../api/queries";
import { Badge, type Tone } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Figures, type Figure } from "../../components/Figures";
import { FindingText } from "../../components/FindingText";
import { Empty, Loading, Panel } from "../../components/Panel";
import { Sparkline } from "../../components/Sparkline";
import { count, number, roughly } from "../../format/numbers";
import { duration, Time } from "../../format/time";

const POINTS = 60;

export function Streams() {
  const { status } = useLive();
  if (!status) return <Loading lines={5} />;
  if (status.streams.length === 0 && status.feeds.length === 0)
    return (
      <section className="panel">
        <Empty title="No source has a stream">
          <p>
            Give one a stream, <code>.Stream("flights")</code>, and events are in the next read as soon as they are pushed.
          </p>
        </Empty>
      </section>
    );
  return (
    <div className="stack">
      {status.streams.map((stream) => (
        <Stream key={stream.stream} stream={stream} feed={status.feeds.find((feed) => feed.stream === stream.stream)} />
      ))}
      {status.feeds.filter((feed) => status.streams.every((stream) => stream.stream !== feed.stream)).map((feed) => (
        <Panel key={feed.stream} title={<bdi>{feed.stream}</bdi>}>
          <Feed feed={feed} />
        </Panel>
      ))}
    </div>
  );
}

/** The last minute of a number that the server tells now and then. */
function useLast(value: number): readonly number[] {
  const [points, setPoints] = useState<readonly number[]>([value]);
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    const timer = window.setInterval(() => setPoints((before) => [...before.slice(1 - POINTS), latest.current]), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return points;
}

function Stream({ stream, feed }: { stream: Shapes["StreamShape"]; feed: Shapes["FeedShape"] | undefined }) {
  const rates = useLast(stream.per_second);
  const { data } = useQuery(registryQuery);
  const sources = data?.sources.filter((source) => source.stream === stream.stream) ?? [];
  const figures: readonly Figure[] = [
    ["Events a second", number(Math.round(stream.per_second * 10) / 10)],
    ["In the log", roughly(stream.events), count(stream.events)],
    ["Taken", roughly(stream.accepted), "since the server began"],
    ["Already there", roughly(stream.duplicate)],
    ["Late", roughly(stream.late), "too late for at least one view"],
    ["Refused", roughly(stream.refused)],
    ["Not yet indexed", roughly(stream.lag), "reads see them all the same"],
    ["Seen after, 99 of 100", stream.visible_p99_ms === null ? "–" : duration(Math.round(stream.visible_p99_ms))],
  ];
  return (
    <Panel
      title={<bdi className="mono">{stream.stream}</bdi>}
      end={
        sources.length > 0 &&
        sources.map((source) => (
          <DefinitionLink key={source.name} kind="source" name={source.name} className="small">
            source <bdi>{source.name}</bdi>
          </DefinitionLink>
        ))
      }
    >
      <div className="stack gap-4">
        <Figures figures={figures} bad={stream.refused > 0 ? "Refused" : undefined} />
        <Sparkline values={rates} height={48} label={`Events a second over the last minute, now ${stream.per_second}`} />
        {stream.refused + stream.late > 0 && (
          <p className="small">
            <Link to="/motion" search={{ tab: "dead-letters" } as never}>See what was refused or late</Link>
          </p>
        )}
        {feed && <Feed feed={feed} />}
      </div>
    </Panel>
  );
}

const TONES: Record<string, Tone> = { reading: "good", connecting: "warn", waiting: "warn", no_stream: "warn", stopped: "bad" };

export const Feed = ({ feed }: { feed: Shapes["FeedShape"] }) => (
  <div className="head-line small">
    <Badge tone={TONES[feed.state] ?? "plain"}>{feed.state.replace("_", " ")}</Badge>
    <span>
      {feed.kind} <bdi className="mono">{feed.name}</bdi>
    </span>
    <span className="muted nums">{feed.lag === null ? "" : `${count(feed.lag)} records behind`}</span>
    {feed.last_error && (
      <span className="feed-error break bad">
        <Time at={feed.last_error.at} /> <FindingText finding={feed.last_error} />
      </span>
    )}
  </div>
);
