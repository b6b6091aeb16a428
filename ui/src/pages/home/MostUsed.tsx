import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { registryQuery, usageQuery } from "../../api/queries";
import { Icon, type IconName } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { roughly } from "../../format/numbers";
import { UsageName } from "../usage/UsageName";
import { Share } from "../usage/Share";

const SHOWN = 4;
const LAST = "7d";

/** What was read most of late; nothing where nothing was read. */
export function MostUsed() {
  const { data } = useQuery(usageQuery(LAST));
  const { data: registry } = useQuery(registryQuery);
  if (!data || !registry) return null;
  const whole = data.views.reduce((sum, line) => sum + line.read_values, 0);
  if (whole === 0) return null;
  const groups = [
    { by: "service", title: "Services", lines: data.services },
    { by: "view", title: "Views", lines: data.views },
  ] as const;
  return (
    <Panel title="Most read in the last 7 days" flush end={<Link to="/usage" className="small">All usage</Link>}>
      <div className="columns flush">
        {groups.map(({ by, title, lines }) => {
          const all = lines.reduce((sum, line) => sum + line.read_values, 0);
          return (
            <ul key={by} className="rows" aria-label={title}>
              {lines.filter((line) => line.read_values > 0).toSorted((one, other) => other.read_values - one.read_values).slice(0, SHOWN).map((line) => (
                <li key={line.name} className="list-row">
                  <span className="row-icon muted">
                    <Icon name={by as IconName} />
                  </span>
                  <span className="grow break">
                    <span className="mono">
                      <UsageName by={by} name={line.name} registry={registry} />
                    </span>
                    <span className="small muted one-line">{roughly(line.read_values)} values</span>
                  </span>
                  <Share of={line.read_values / all} />
                </li>
              ))}
            </ul>
          );
        })}
      </div>
    </Panel>
  );
}
