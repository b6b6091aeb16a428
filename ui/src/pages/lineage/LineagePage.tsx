import { useQuery } from "@tanstack/react-query";
import { lineageQuery, planQuery } from "../../api/queries";
import { Page } from "../../components/Page";
import { Loaded, NothingDefined } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { Drawn } from "./Drawn";

export function LineagePage() {
  const [parts] = useParts();
  return (
    <Page title="Lineage" lead="What is made from what: sources, views, what is computed on demand, services.">
      {parts.plan ? <Planned number={parts.plan} /> : <Served />}
    </Page>
  );
}

function Served() {
  const lineage = useQuery(lineageQuery);
  return (
    <Loaded query={lineage} lines={8}>
      {({ nodes, edges }) => (nodes.length === 0 ? <NothingDefined /> : <Drawn nodes={nodes} edges={edges} plan={null} />)}
    </Loaded>
  );
}

/** As it would be with a planned change. */
function Planned({ number }: { number: string }) {
  const plan = useQuery(planQuery(number));
  return (
    <Loaded query={plan} lines={8}>
      {(detail) => <Drawn nodes={detail.lineage.nodes} edges={detail.lineage.edges} plan={detail} />}
    </Loaded>
  );
}
