import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "../components/Icon";
import { count } from "../format/numbers";
import { Found, FOUND_HEIGHT } from "./Found";
import { linkOf, type Item } from "./index";
import { useSearch } from "./useSearch";
import "./search.css";

interface Props {
  query: string;
  onQuery: (query: string) => void;
  /** Called before the page of what was chosen is opened, and waited for. */
  onChosen?: () => void | Promise<void>;
  autoFocus?: boolean;
  height: number;
}

/** A field to search in, and what is found, which arrows walk through and Enter opens. */
export function SearchList({ query, onQuery, onChosen, autoFocus, height }: Props) {
  const search = useSearch();
  const asked = useDeferredValue(query);
  const found = useMemo(() => {
    if (!search || asked === "") return [];
    const began = performance.now();
    const items = search.find(asked);
    // For whoever measures: how long each search took.
    performance.measure("search", { start: began });
    return items;
  }, [search, asked]);
  const [active, setActive] = useState(0);
  // Of what is newly found, the first.
  const [known, setKnown] = useState(found);
  if (known !== found) {
    setKnown(found);
    setActive(0);
  }
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const rows = useVirtualizer({ count: found.length, getScrollElement: () => scroller.current, estimateSize: () => FOUND_HEIGHT, overscan: 6 });

  useEffect(() => void scroller.current?.scrollTo({ top: 0 }), [found]);

  const open = async (item: Item) => {
    await onChosen?.();
    void navigate(linkOf(item) as never);
  };

  const move = (to: number) => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setActive(next);
    rows.scrollToIndex(next);
  };

  const onKey = (event: KeyboardEvent) => {
    const item = found[active];
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "PageDown") move(active + 8);
    else if (event.key === "PageUp") move(active - 8);
    else if (event.key === "Enter" && item) void open(item);
    else return;
    event.preventDefault();
  };

  const isAsked = asked.trim() !== "";
  return (
    <div>
      <div className="find-field">
        <Icon name="search" size={18} />
        <input
          autoFocus={autoFocus}
          type="search"
          role="combobox"
          aria-label="Search features, views, services, owners, columns"
          aria-expanded={isAsked && found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={isAsked && found[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search features, views, services, owners, columns"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKey}
        />
        {isAsked && search && (
          <span className="muted small nums" role="status">
            {count(found.length)} found
          </span>
        )}
      </div>
      {!isAsked ? null : found.length === 0 && search ? (
        <p className="find-none muted">
          Nothing is called or described as <bdi>“{asked}”</bdi>. A word or its beginning is enough, and a wrong letter is forgiven.
        </p>
      ) : (
        <div ref={scroller} className="find-rows" tabIndex={0} style={{ maxHeight: height }}>
          <div id={`${id}-list`} role="listbox" aria-label="Found" style={{ height: rows.getTotalSize(), position: "relative" }}>
            {rows.getVirtualItems().map((row) => {
              const item = found[row.index]!;
              return (
                <Found key={row.key} id={`${id}-${row.index}`} item={item} query={asked} isActive={row.index === active} size={found.length} at={row.index} top={row.start} onOpen={() => void open(item)} onPoint={() => setActive(row.index)} />
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}
