import { Link } from "@tanstack/react-router";
import { Badge } from "../../components/Badge";
import { Rows } from "../../components/Rows";
import { useFirst } from "../../components/useFirst";
import { stateWord, type ServiceDrift } from "./watched";
import { Severity, SeverityLegend } from "./Severity";
import "./drift.css";

const SHOWN = 50;

/** The features of a service by bucket, the worst of the latest bucket first. */
export function HeatMap({ service }: { service: ServiceDrift }) {
  const [shown, more] = useFirst(service.features, SHOWN, "feature");
  const starts = service.buckets.map((bucket) => bucket.start);
  if (service.features.length === 0) return <p className="note muted">Nothing was served in these buckets.</p>;
  return (
    <>
      <div className="note">
        <SeverityLegend />
      </div>
      <Rows
        items={shown}
        label={`Features of ${service.service} by bucket`}
        columns={["Feature", `Severity in ${starts.length} buckets of ${service.every}`, "In the latest", "Evidence"]}
        rowHeight={40}
        height={480}
        row={(feature) => {
          const evidence = feature.evidence.join("; ");
          return (
            <>
              <td className="mono nums">
                <Link to="/services/$service" params={{ service: service.service }} search={{ tab: "served", field: feature.name } as never} title="See how its values lie">
                  <bdi>{feature.name}</bdi>
                </Link>
                {!feature.is_feature && <span className="small muted"> request</span>}
              </td>
              <td className="heat-cell">
                <Severity feature={feature.name} starts={starts} values={feature.severity} />
              </td>
              <td className="nums">{feature.state === "compared" ? <bdi>{feature.magnitude}</bdi> : <Badge>{stateWord(feature.state)}</Badge>}</td>
              <td className="clip small muted" title={evidence}>
                <bdi>{evidence}</bdi>
              </td>
            </>
          );
        }}
      />
      {more}
    </>
  );
}
