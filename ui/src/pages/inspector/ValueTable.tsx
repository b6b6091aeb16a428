import { useMemo } from "react";
import { jsonOf, type Shapes } from "../../api/client";
import type { Vectors } from "../../api/queries";
import { Badge, type Tone } from "../../components/Badge";
import { Rows } from "../../components/Rows";
import { Sparkline } from "../../components/Sparkline";
import { textOf, Value } from "../../components/Value";
import { duration } from "../../format/time";
import type { Subject } from "./useSubject";

const TONES: Record<string, Tone> = { PRESENT: "plain", NULL_VALUE: "plain", NOT_FOUND: "warn", OUTSIDE_MAX_AGE: "warn", DEFAULT: "warn", LAST_GOOD: "warn" };
const WORDS: Record<string, string> = { PRESENT: "present", NULL_VALUE: "null", NOT_FOUND: "not found", OUTSIDE_MAX_AGE: "too old" };

export const StatusBadge = ({ status }: { status: string }) => <Badge tone={TONES[status] ?? "bad"}>{WORDS[status] ?? status.toLowerCase().replaceAll("_", " ")}</Badge>;

/** The numbers of a series' column; null for what is none. */
export const numbersOf = (column: Shapes["SeriesColumnShape"] | undefined) => column?.values.map((value) => (typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : typeof value === "boolean" ? Number(value) : null)) ?? [];

interface Props {
  subject: Subject;
  vectors: Vectors;
  /** What is compared with; undefined where nothing is, null while it is on its way. */
  beside: Vectors | null | undefined;
  besideName: string;
  series: Shapes["SeriesShape"] | null;
  point: number | null;
  selected: string | null;
  onSelect: (feature: string) => void;
}

export function ValueTable({ subject, vectors, beside, besideName, series, point, selected, onSelect }: Props) {
  const lines = useMemo(() => new Map(series?.features.map((column) => [column.name, numbersOf(column)])), [series]);
  const isCompared = beside !== undefined;
  const differing = beside ? vectors.features.filter((column, at) => !isSame(column, beside.features[at])).length : 0;
  return (
    <>
      {isCompared && beside && (
        <p className="list-row small" role="status">
          {differing === 0 ? <Badge tone="good">all {vectors.features.length} values are the same</Badge> : <Badge tone="warn">{differing} of {vectors.features.length} values differ</Badge>}
        </p>
      )}
      <Rows
        items={vectors.features}
        label="Values"
        columns={["Feature", "Value", ...(isCompared ? [besideName] : []), "Status", { num: "Age" }, "Over time"]}
        rowHeight={46}
        height={720}
        row={(column, at) => {
          const age = column.ages_ms?.[0] ?? null;
          const line = lines.get(column.name);
          const other = beside?.features[at];
          return (
            <>
              <td className="mono">
                <button type="button" className="text-button" aria-expanded={column.name === selected} onClick={() => onSelect(column.name)} title={`Why? ${subject.columns[at]?.from ?? ""}`}>
                  <bdi>{column.name}</bdi>
                </button>
              </td>
              <td className="mono value-cell">
                <Value value={column.values[0]} type={column.type} />
              </td>
              {isCompared && (
                <td className="mono value-cell" data-differs={other && !isSame(column, other) ? "true" : undefined}>
                  {other ? <Value value={other.values[0]} type={other.type} /> : <span className="muted">…</span>}
                </td>
              )}
              <td>
                <StatusBadge status={column.statuses[0] ?? ""} />
              </td>
              <td className="num" title={column.event_times?.[0] ?? undefined}>
                {age === null ? <span className="muted">–</span> : age === 0 ? "now" : duration(age)}
              </td>
              <td className="spark-cell">{line && line.some((value) => value !== null) ? <Sparkline values={line} at={point} label={`${column.name} over time, now ${textOf(column.values[0])}`} /> : null}</td>
            </>
          );
        }}
      />
    </>
  );
}

type Column = Vectors["features"][number];

const isSame = (one: Column, other: Column | undefined) => other !== undefined && one.statuses[0] === other.statuses[0] && jsonOf(one.values[0]) === jsonOf(other.values[0]);
