import { useRouter } from "@tanstack/react-router";
import { Icon } from "../components/Icon";
import { ICONS, linkOf, type Item } from "./index";
import { Marked } from "./Marked";

export const FOUND_HEIGHT = 52;

interface Props {
  id: string;
  item: Item;
  query: string;
  isActive: boolean;
  size: number;
  at: number;
  top: number;
  onOpen: () => void;
  onPoint: () => void;
}

/** One thing that was found: what it is called, what it is, and whose. */
export function Found({ id, item, query, isActive, size, at, top, onOpen, onPoint }: Props) {
  const router = useRouter();
  const { href } = router.buildLocation(linkOf(item) as never);
  return (
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      aria-setsize={size}
      aria-posinset={at + 1}
      data-href={href}
      className="found"
      style={{ transform: `translateY(${top}px)`, height: FOUND_HEIGHT }}
      onClick={(event) => (event.metaKey || event.ctrlKey ? window.open(href, "_blank") : onOpen())}
      onMouseMove={onPoint}
    >
      <Icon name={ICONS[item.kind]} />
      <span className="found-text">
        <span className="found-name mono">
          <Marked text={item.name} query={query} />
          {item.type && <span className="muted"> {item.type}</span>}
        </span>
        <span className="found-more small muted">
          {item.of && (
            <>
              {item.kind === "feature" || item.kind === "column" ? "in " : ""}
              <Marked text={item.of} query={query} />
              {item.description ? " · " : ""}
            </>
          )}
          <Marked text={item.description.slice(0, 160)} query={query} />
        </span>
      </span>
      <span className="found-end small muted">
        {item.owner && <span className="found-owner"><Marked text={item.owner} query={query} /></span>}
        <span className="badge">{item.kind}</span>
      </span>
    </div>
  );
}
