import { useQuery } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { alikeQuery } from "../../api/queries";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { useFirst } from "../../components/useFirst";
import { count, counted, number, percent } from "../../format/numbers";

type Found = Shapes["AlikeShape"];
type Group = Shapes["AlikeFeaturesShape"];

const SHOWN = 20;

/** Features that carry the same values: a model learns from one of them what it does from both. */
export function Alike() {
  const alike = useQuery(alikeQuery);
  return (
    <Loaded query={alike} lines={6}>
      {(sets) =>
        sets.length === 0 ? (
          <section className="panel">
            <Empty title="No service has a training set here">
              <p>
                Features that carry the same values are looked for in the newest training set of each service. <code>quern training-set SERVICE</code> makes one.
              </p>
            </Empty>
          </section>
        ) : (
          <div className="stack">
            {sets.map((found) => (
              <Panel key={found.service} title={<DefinitionLink kind="service" name={found.service} className="mono" />} end={<span className="small muted mono break">{found.training_set}</span>}>
                {found.trouble ? <p className="break bad">{found.trouble}</p> : <Set found={found} />}
              </Panel>
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Set({ found }: { found: Found }) {
  const [groups, more] = useFirst(found.alike, SHOWN, "group");
  return (
    <div className="stack gap-3">
      <p>
        {found.alike.length === 0 ? `No two of ${counted(found.columns, "feature")} carry the same` : `${counted(found.alike.length, "group")} of ${counted(found.columns, "feature")} ${found.alike.length === 1 ? "carries" : "carry"} the same`} in{" "}
        {found.most_that_differ === 0 ? `all ${counted(found.rows, "row")}.` : `${count(found.sampled)} of ${counted(found.rows, "row")}: with 95 % certainty no more than ${percent(found.most_that_differ)} of all differ.`}
      </p>
      {groups.length > 0 && (
        <ul className="lines mono">
          {groups.map((group) => (
            <li key={group.features.join("\n")} className="break">
              <bdi>{said(group)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {more}
      {found.constant.length > 0 && (
        <p className="small muted break">
          Of one value in all rows: <bdi className="mono">{found.constant.join(", ")}</bdi>
        </p>
      )}
    </div>
  );
}

function said({ features, slope, offset }: Group): string {
  if (slope === null) return features.join(" = ");
  const rest = offset === null || Math.abs(offset) < 1e-9 ? "" : offset > 0 ? ` + ${number(offset)}` : ` − ${number(-offset)}`;
  return `${features[1]} = ${number(slope)} × ${features[0]}${rest}`;
}
