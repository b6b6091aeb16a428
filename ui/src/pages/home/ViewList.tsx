import { Link } from "@tanstack/react-router";
import { referenceOf, type View } from "../../api/queries";
import { Owner } from "../../components/Badge";
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
            <Link to="/views/$view" params={{ view: referenceOf(view) }} className="mono">
              <bdi>{referenceOf(view)}</bdi>
            </Link>
            <span className="one-line small muted">
              <bdi>{view.description.slice(0, 200)}</bdi>
            </span>
          </td>
          <td>
            <Link to="/things/$kind/$name" params={{ kind: "entity", name: view.entity }}>
              <bdi>{view.entity}</bdi>
            </Link>
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
