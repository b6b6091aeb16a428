import { ActionIcon, Drawer, Modal } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLive } from "../api/live";
import { Boundary } from "../components/Panel";
import { Icon, type IconName } from "../components/Icon";
import { SearchList } from "../search/SearchList";
import { Clock, SchemeSwitch, ZoneSwitch } from "./Switches";

const PLACES: readonly { to: string; icon: IconName; name: string }[] = [
  { to: "/", icon: "home", name: "Home" },
  { to: "/inspect", icon: "inspect", name: "Inspector" },
  { to: "/services", icon: "service", name: "Services" },
  { to: "/lineage", icon: "lineage", name: "Lineage" },
  { to: "/motion", icon: "motion", name: "Data in motion" },
  { to: "/monitors", icon: "alert", name: "Monitors" },
  { to: "/usage", icon: "usage", name: "Usage" },
  { to: "/history", icon: "history", name: "History" },
];

function Nav({ onGo }: { onGo?: () => void }) {
  return (
    <nav className="nav" aria-label="Pages">
      {PLACES.map((place) => (
        <Link key={place.to} to={place.to} activeOptions={{ exact: place.to === "/", includeSearch: false }} {...(onGo ? { onClick: onGo } : {})}>
          <Icon name={place.icon} size={17} />
          {place.name}
        </Link>
      ))}
    </nav>
  );
}

function Brand() {
  const { status } = useLive();
  return (
    <Link to="/" className="brand">
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <span>
        Quern
        <small>
          <bdi>{status?.project ?? "\u00a0"}</bdi>
        </small>
      </span>
    </Link>
  );
}

function Side() {
  const { status, connection } = useLive();
  return (
    <aside className="side-column" aria-label="Quern">
      <div className="side">
        <Brand />
        <Nav />
        <div className="side-end">
          <span className="live" data-state={connection}>
            {connection === "live" ? "Live" : connection === "lost" ? "Not connected" : "Connecting"}
          </span>
          <span>{status?.version ? `Registry version ${status.version}` : "\u00a0"}</span>
        </div>
      </div>
    </aside>
  );
}

/** `/` and Ctrl+K open the search wherever no text is being typed. */
function useSearchKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyping = target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
      if ((event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        open();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open]);
}

export function Shell() {
  const { connection } = useLive();
  const [isSearching, setSearching] = useState(false);
  const [isMenu, setMenu] = useState(false);
  const [query, setQuery] = useState("");
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const openSearch = useCallback(() => {
    const field = document.querySelector<HTMLInputElement>("main .find-field input");
    if (field) field.focus();
    else {
      setQuery("");
      setSearching(true);
    }
  }, []);
  useSearchKey(openSearch);

  // A new page is read from its beginning.
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a href="#main" className="skip" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <div className="shell">
        <Side />
        <div>
          <header className="top">
            <ActionIcon className="menu" variant="default" size={34} aria-label="Open the menu" onClick={() => setMenu(true)}>
              <Icon name="menu" />
            </ActionIcon>
            <button type="button" className="search-open" onClick={openSearch}>
              <Icon name="search" />
              Search
              <kbd>/</kbd>
            </button>
            <div className="top-end">
              <Clock />
              <ZoneSwitch />
              <SchemeSwitch />
            </div>
          </header>
          <div role="status" aria-live="polite">
            {connection === "lost" && (
              <div className="lost">
                <Icon name="alert" /> The server does not answer. The page goes on as soon as it does.
              </div>
            )}
          </div>
          <main id="main" ref={main} tabIndex={-1}>
            <Boundary key={path}>
              <Outlet />
            </Boundary>
          </main>
        </div>
      </div>
      <Modal opened={isSearching} onClose={() => setSearching(false)} withCloseButton={false} size={720} yOffset="12vh" padding="sm" radius="lg" title={<span className="hidden">Search</span>} classNames={{ header: "hidden" }}>
        <SearchList query={query} onQuery={setQuery} onChosen={() => setSearching(false)} autoFocus height={420} />
      </Modal>
      <Drawer opened={isMenu} onClose={() => setMenu(false)} size={260} title={<Brand />} closeButtonProps={{ "aria-label": "Close the menu" }}>
        <Nav onGo={() => setMenu(false)} />
      </Drawer>
    </>
  );
}
