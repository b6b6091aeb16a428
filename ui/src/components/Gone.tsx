import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changesQuery } from "../api/queries";
import { Time } from "../format/time";
import { CommitLink } from "./CommitLink";
import { Empty, Loaded } from "./Panel";

/** Says of a thing that is not defined whether it ever was, and which apply removed it. */
export function Gone({ thing, name }: { thing: string; name: string }) {
  const changes = useQuery(changesQuery(thing, name));
  return (
    <section className="panel">
      <title>{`${name} · Quern`}</title>
      <Loaded query={changes}>
        {(list) => {
          const last = list[0];
          return last?.change.kind === "remove" ? (
            <Empty isPage title={`The ${thing} “${name}” was removed`}>
              <p>
                By <CommitLink number={last.commit.number}>apply {last.commit.number}</CommitLink> of <bdi>{last.commit.author}</bdi>, <Time at={last.commit.time} />
                {last.commit.message && <>: <bdi>{last.commit.message}</bdi></>}
              </p>
            </Empty>
          ) : (
            <Empty isPage title={`There is no ${thing} “${name}”`}>
              <p>
                No apply ever had one of that name. <Link to="/" search={{ q: name }}>Search for it</Link>.
              </p>
            </Empty>
          );
        }}
      </Loaded>
    </section>
  );
}
