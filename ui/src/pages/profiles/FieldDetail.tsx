import { useEffect, useRef } from "react";
import type { Shapes } from "../../api/client";
import { Badge } from "../../components/Badge";
import { Fact, Facts } from "../../components/Facts";
import { Panel } from "../../components/Panel";
import { Table } from "../../components/Table";
import { number, roughly, roughShare } from "../../format/numbers";
import { stateWord } from "../monitors/watched";
import { measureOf } from "./measure";
import { partName, Parts } from "./Parts";

interface Props {
  field: Shapes["ProfileFieldShape"];
  bars: string;
  drift: Shapes["FeatureDriftShape"] | null;
}

/** All that is known of one field: its figures over all buckets, and how its values lie. */
export function FieldDetail({ field, bars, drift }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // A link may lead here from another page, or from a row above.
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [field.name]);
  const isCompared = field.parts.some((part) => part.reference !== null);
  const figures: readonly [string, number | null][] = [
    [measureOf(field.type), field.mean],
    ["Standard deviation", field.deviation],
    ["Least", field.min],
    ["Greatest", field.max],
  ];
  return (
    <Panel title={<bdi className="mono">{field.name}</bdi>} end={drift && drift.evidence.length > 0 && <Badge tone="warn">drifted</Badge>} flush>
      <div className="note columns" ref={place}>
        <Facts>
          {drift !== null && (
            <Fact name="In the last bucket" className="lines">
              {drift.state === "compared" ? <bdi>{drift.magnitude || "as the reference"}</bdi> : stateWord(drift.state)}
              {drift.evidence.map((line) => (
                <bdi key={line} className="small muted">
                  {line}
                </bdi>
              ))}
            </Fact>
          )}
          <Fact name="Nulls">{roughShare(field.nulls)}</Fact>
          <Fact name="Distinct values">about {roughly(field.distinct)}</Fact>
          {figures.map(([name, value]) => value !== null && <Fact key={name} name={name}>{number(value)}</Fact>)}
        </Facts>
        <Parts field={field} width={480} height={90} />
      </div>
      {field.parts.length > 0 && (
        <Table label={`How values of ${field.name} lie`} columns={["Values", { num: bars }, ...(isCompared ? [{ num: "training set" }] : [])]}>
          {field.parts.map((part, at) => (
            <tr key={at}>
              <td className="mono break">
                <bdi>{partName(field, part)}</bdi>
              </td>
              <td className="num">{roughShare(part.share)}</td>
              {isCompared && <td className="num">{part.reference === null ? "" : roughShare(part.reference)}</td>}
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
