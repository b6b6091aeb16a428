import { Badge } from "../../components/Badge";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import type { Incident } from "./watched";

interface Props {
  /** What was found; where buckets are several, each with the start of its own. */
  incidents: readonly (Incident & { start?: string })[];
}

/** What is not as it was: its cause, where, what makes it this cause, and the figure that tells it best. */
export const Incidents = ({ incidents }: Props) => (
  <ul className="rows">
    {incidents.map((incident, at) => (
      <li key={at} className="list-row">
        <div className="grow stack gap-1">
          <div className="head-line">
            <Badge tone={incident.is_fault ? "bad" : "plain"}>{incident.is_fault ? "fault" : "note"}</Badge>
            <span className="break">
              <strong>{incident.cause}</strong> of <bdi className="mono">{incident.where}</bdi>
            </span>
            {incident.detail && <bdi className="muted">{incident.detail}</bdi>}
            {incident.start && (
              <span className="head-end small muted">
                <Time at={incident.start} />
              </span>
            )}
          </div>
          <p className="small break">
            <bdi>{incident.evidence}</bdi>
            {incident.with > 0 && <span className="muted"> · {counted(incident.with, "other figure")} moved with it</span>}
          </p>
        </div>
      </li>
    ))}
  </ul>
);
