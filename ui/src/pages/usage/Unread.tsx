import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { featureUsageQuery, registryQuery } from "../../api/queries";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { RangeChoice, useRange } from "./range";
import { UsageName } from "./UsageName";

type UnreadFeature = Shapes["UnreadFeatureShape"];

/** Features that no request needed, each with why. */
export function Unread() {
  const range = useRange();
  const usage = useQuery(featureUsageQuery(range.id));
  const { data: registry } = useQuery(registryQuery);
  const total = registry ? registry.views.reduce((sum, view) => sum + view.features.length, 0) : null;
  return (
    <Panel title={`Read by nobody in the last ${range.word}`} flush end={<RangeChoice />}>
      <Loaded query={usage} lines={6}>
        {({ unread, counted_since: since }) =>
          since === null ? (
            <Empty title="Nothing was counted yet">
              <p>Counting begins with the first read of a server. Then it is known what nobody reads.</p>
            </Empty>
          ) : unread.length === 0 ? (
            <Empty title="Every feature was read">
              <p>
                Counting began <Time at={since} />.
              </p>
            </Empty>
          ) : (
            <>
              <p className="note small muted">
                {counted(unread.length, "feature")}
                {total !== null && `; views have ${counted(total, "feature")}`}. Counting began <Time at={since} />: until that is as long ago as your rarest model is, wait. A training set is no read.
              </p>
              <Rows items={unread} label="Features that nobody reads" columns={["Feature", "Why", "Last read", "Last trained on"]} rowHeight={42} row={(feature) => <Row feature={feature} registry={registry} />} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

const Row = ({ feature, registry }: { feature: UnreadFeature; registry: Parameters<typeof UsageName>[0]["registry"] }) => (
  <>
    <td className="mono nums">
      <UsageName by="feature" name={feature.feature} registry={registry} />
    </td>
    <td className="nums">
      {feature.services.length === 0 ? (
        "in no service"
      ) : (
        <>
          not asked for:{" "}
          {feature.services.map((service, at) => (
            <span key={service}>
              {at > 0 && ", "}
              <DefinitionLink kind="service" name={service} className="mono" />
            </span>
          ))}
        </>
      )}
    </td>
    <td>{feature.last_read === null ? <span className="muted">never</span> : <Time at={feature.last_read} />}</td>
    <td>{feature.last_trained === null ? <span className="muted">never</span> : <Time at={feature.last_trained} />}</td>
  </>
);
