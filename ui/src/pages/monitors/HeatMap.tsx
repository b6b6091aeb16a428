import { Link } from "@tanstack/react-router";
import { Badge } from "../../components/Badge";
import { Rows } from "../../components/Rows";
import { useFirst } from "../../components/useFirst";
import type { ServiceDrift } from "./watched";
import { Severity, SeverityLegend } from "./Severity";
import "./drift.css";

const SHOWN = 50;

const STATES: Record<string, string> = {
  too_few_rows: "too few rows",
  too_little_past: "too little to learn from",
  other_type: "of another type than it was",
  not_in_reference: "not in the reference",
  not_there: "not served any more",
};

/** What came of comparing a feature, where it was not compared; null where it was. */
export const stateWord = (state: string) => (state === "compared" ? null : (STATES[state] ?? state.replaceAll("_", " ")));

/** The features of a service by bucket, the worst of the latest bucket first. */
export function HeatMap({ service }: { service: ServiceDrift }) {
  const [shown, more] = useFirst(service.features, SHOWN, "feature");
  const starts = service.buckets.map((bucket) => bucket.start);
  return (
    <>
      <div className="note">
        <SeverityLegend />
      </div>
      <Rows
        items={shown}
        label={`Features of ${service.service} by bucket`}
        columns={["Feature", `Severity in ${starts.length} buckets of ${service.every}`, "In the last with rows", "Evidence"]}
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
