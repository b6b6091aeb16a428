import { useQuery } from "@tanstack/react-query";
import { registryQuery, type UsageLine } from "../../api/queries";
import { Empty } from "../../components/Panel";
import { Pills } from "../../components/Pills";
import { Rows } from "../../components/Rows";
import { useFirst } from "../../components/useFirst";
import { useParts } from "../../components/useParts";
import { measuresOf, type By } from "./measures";
import { Share } from "./Share";
import { UsageName } from "./UsageName";

interface Props {
  by: By;
  lines: readonly UsageLine[];
  currency: string | null;
  /** How many are shown at first. */
  most?: number;
  /** Whether another one on the page has the choice of the measure. */
  isFollowing?: boolean;
}

/** Who or what used most, by the measure that the address names. */
export function Ranking({ by, lines, currency, most = 100, isFollowing }: Props) {
  const [parts, change] = useParts();
  const { data: registry } = useQuery(registryQuery);
  const used = measuresOf(by, currency).filter((measure) => lines.some((line) => measure.of(line) > 0));
  const measures = used.length > 0 ? used : measuresOf(by, currency);
  const measure = measures.find((candidate) => candidate.id === parts.sort) ?? measures[0]!;
  const whole = lines.reduce((sum, line) => sum + measure.of(line), 0);
  const ranked = lines.toSorted((one, other) => measure.of(other) - measure.of(one));
  const [shown, more] = useFirst(ranked, most, by);
  if (lines.length === 0)
    return (
      <Empty title="Nothing was counted">
        <p>Within this time nothing was read, written or trained on. Choose a longer one above.</p>
      </Empty>
    );
  return (
    <>
      {!isFollowing && (
        <div className="note head-line small">
          <span className="muted">Most</span>
          <Pills label="Ranked by" options={measures} current={measure.id} onChoose={(id) => change({ sort: id === measures[0]!.id ? null : id })} />
        </div>
      )}
      <Rows
        items={shown}
        label={`Usage by ${by}`}
        columns={["Name", `Share of ${measure.name.toLowerCase()}`, ...measures.map((one) => ({ num: one.name }))]}
        rowHeight={42}
        row={(line) => (
          <>
            <td className="mono nums">
              <UsageName by={by} name={line.name} registry={registry} />
            </td>
            <td>
              <Share of={whole === 0 ? 0 : measure.of(line) / whole} />
            </td>
            {measures.map((one) => (
              <td key={one.id} className="num" title={one.title}>
                {one.of(line) === 0 ? <span className="muted">–</span> : one.text(one.of(line))}
              </td>
            ))}
          </>
        )}
      />
      {more}
    </>
  );
}
