import { Link } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { referenceOf, type View } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Empty, Panel } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { useTyped } from "../../components/useParts";
import { counted } from "../../format/numbers";
import { Marked } from "../../search/Marked";

/** What of a feature's canonical text is not in its name: the function and its argument, without the types. */
const meaningOf = (text: string) => text.replace(/^[^=]+ = /, "").replace(/ over \S+/, "").replace(/ : \w+(?: \[.*\])?$/, "");

export function Features({ view, meanings }: { view: View; meanings: readonly string[] | null }) {
  const [filter, setFilter] = useTyped("q");
  const query = useDeferredValue(filter);
  const shown = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/);
    return view.features.map((feature, at) => ({ feature, meaning: meanings?.[at] ?? "" })).filter(({ feature, meaning }) => words.every((word) => `${feature.name} ${feature.type} ${meaning}`.toLowerCase().includes(word)));
  }, [view, meanings, query]);
  const reference = referenceOf(view);
  return (
    <Panel
      title={shown.length === view.features.length ? counted(shown.length, "feature") : `${shown.length} of ${counted(view.features.length, "feature")}`}
      flush
      end={<input className="field" type="search" aria-label="Filter the features" placeholder="Filter" value={filter} onChange={(event) => setFilter(event.target.value)} />}
    >
      {shown.length === 0 ? (
        <Empty title="No feature is like that">
          <button type="button" className="text-button" onClick={() => setFilter("")}>
            Show all
          </button>
        </Empty>
      ) : (
        <Rows
          items={shown}
          label="Features"
          columns={["Feature", "Meaning", "Window", "Type"]}
          rowHeight={42}
          row={({ feature, meaning }) => (
            <>
              <td className="mono">
                <Link to="/inspect" search={{ of: `view:${reference}`, feature: feature.name } as never} title="See its values">
                  <Marked text={feature.name} query={query} />
                </Link>
              </td>
              <td className="clip mono muted" title={meaning}>
                <bdi>{meaningOf(meaning)}</bdi>
              </td>
              <td>{feature.window ? <Badge tone="accent">{feature.window}</Badge> : <span className="muted">latest</span>}</td>
              <td className="nums">
                <code>{feature.type}</code> <span className="muted small">{feature.feature_type}</span>
              </td>
            </>
          )}
        />
      )}
    </Panel>
  );
}
