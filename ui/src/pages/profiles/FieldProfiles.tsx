import { useDeferredValue } from "react";
import type { Shapes } from "../../api/client";
import type { Profile } from "../../api/queries";
import { Empty, Panel } from "../../components/Panel";
import { PartLink } from "../../components/PartLink";
import { Rows } from "../../components/Rows";
import { Sparkline } from "../../components/Sparkline";
import { useParts, useTyped } from "../../components/useParts";
import { counted, roughNumber, roughShare } from "../../format/numbers";
import { FieldDetail } from "./FieldDetail";
import { measureOf } from "./measure";
import { Parts, PartsLegend } from "./Parts";

type Field = Shapes["ProfileFieldShape"];

interface Props {
  profile: Profile;
  /** Those that are shown; null for all. */
  only?: ReadonlySet<string> | null;
  /** What the bars of distributions are. */
  bars: string;
  /** What was found of a field when it was compared; null where nothing was. */
  drift?: (field: string) => Shapes["FeatureDriftShape"] | null;
}

/** Fields by bucket of time: values that are missing, the mean, and how values lie. One of them is shown whole. */
export function FieldProfiles({ profile, only = null, bars, drift = () => null }: Props) {
  const [parts] = useParts();
  const [filter, setFilter] = useTyped("q");
  const query = useDeferredValue(filter).toLowerCase();
  const all = only === null ? profile.fields : profile.fields.filter((field) => only.has(field.name));
  const shown = all.filter((field) => `${field.name} ${field.type}`.toLowerCase().includes(query));
  const chosen = all.find((field) => field.name === parts.field);
  return (
    <>
      <Panel
        title={shown.length === all.length ? counted(all.length, "field") : `${shown.length} of ${counted(all.length, "field")}`}
        flush
        end={
          <>
            {profile.against !== null && <PartsLegend bars={bars} />}
            <input className="field" type="search" aria-label="Filter the fields" placeholder="Filter" value={filter} onChange={(event) => setFilter(event.target.value)} />
          </>
        }
      >
        {shown.length === 0 ? (
          <Empty title="No field is like that" />
        ) : (
          <Rows
            items={shown}
            label="Fields"
            columns={["Field", "Nulls", "Mean", "How values lie"]}
            rowHeight={52}
            height={480}
            row={(field) => (
              <>
                <td>
                  <span className="mono nums">
                    <PartLink isCurrent={field === chosen} as="true" parts={(before) => ({ ...before, field: field.name })}>
                      <bdi>{field.name}</bdi>
                    </PartLink>
                  </span>
                  <span className="one-line small muted">{field.type}</span>
                </td>
                <td>
                  <Trend values={field.nulls_by_bucket} text={roughShare} label={`Nulls of ${field.name}`} />
                </td>
                <td>
                  <Trend values={field.mean_by_bucket} text={roughNumber} label={`${measureOf(field.type)} of ${field.name}`} />
                </td>
                <td>
                  <Parts field={field} />
                </td>
              </>
            )}
          />
        )}
      </Panel>
      {chosen && <FieldDetail field={chosen} bars={bars} drift={drift(chosen.name)} />}
      {parts.field !== undefined && !chosen && (
        <Panel title={<bdi className="mono">{parts.field}</bdi>}>
          <Empty title="There is no such field in these buckets" />
        </Panel>
      )}
    </>
  );
}

/** A figure by bucket, with what it was in the last that has it. */
function Trend({ values, text, label }: { values: Field["mean_by_bucket"]; text: (value: number) => string; label: string }) {
  const last = values.findLast((value) => value !== null);
  if (last === undefined || last === null) return <span className="small muted">none</span>;
  return (
    <span className="trend">
      <Sparkline values={values} height={24} label={`${label} in ${values.length} buckets, now ${text(last)}`} />
      <span className="small nums">{text(last)}</span>
    </span>
  );
}
