import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { lineageQuery } from "../../api/queries";
import { Loaded, Panel } from "../../components/Panel";
import { around, type Edge, type Node } from "../lineage/layout";
import { LazyGraph } from "../lineage/LazyGraph";

/** What a view is made from, and all that it reaches. */
export function ViewLineage({ id }: { id: string }) {
  const lineage = useQuery(lineageQuery);
  return (
    <Panel title="What it is made from, and what it reaches" flush end={<Link to="/lineage" search={{ focus: id } as never} className="small">Open the graph</Link>}>
      <Loaded query={lineage} lines={6}>{({ nodes, edges }) => <Around id={id} nodes={nodes} edges={edges} />}</Loaded>
    </Panel>
  );
}

function Around({ id, nodes, edges }: { id: string; nodes: readonly Node[]; edges: readonly Edge[] }) {
  const navigate = useNavigate();
  const near = useMemo(() => around(nodes, edges, id, "both"), [id, nodes, edges]);
  return <LazyGraph nodes={near.nodes} edges={near.edges} focus={id} withColumns={false} onFocus={(focus) => void navigate({ to: "/lineage", search: { focus } as never })} />;
}
