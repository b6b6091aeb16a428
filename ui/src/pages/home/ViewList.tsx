import { referenceOf, type View } from "../../api/queries";
import { Owner } from "../../components/Badge";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Freshness } from "../../components/Freshness";
import { Empty } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { count } from "../../format/numbers";

export function ViewList({ views }: { views: readonly View[] }) {
  if (views.length === 0)
    return (
      <Empty title="No views are defined yet">
        <p>
          Write one in C#, then run <code>quern apply</code>. The guide shows how.
        </p>
      </Empty>
    );
  return (
    <Rows
      items={views}
      label="Feature views"
      columns={["View", "Entity", { num: "Features" }, "Freshness", "Owner"]}
      rowHeight={56}
      height={640}
      row={(view) => (
        <>
          <td className="clip">
            <DefinitionLink kind="view" name={referenceOf(view)} className="mono" />
            <span className="one-line small muted">
              <bdi>{view.description.slice(0, 200)}</bdi>
            </span>
          </td>
          <td>
            <DefinitionLink kind="entity" name={view.entity} />
          </td>
          <td className="num">{count(view.features.length)}</td>
          <td>
            <Freshness view={referenceOf(view)} />
          </td>
          <td className="nums"><Owner name={view.owner} /></td>
        </>
      )}
    />
  );
}
