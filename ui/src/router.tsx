import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { HomePage } from "./pages/home/HomePage";
import { Trouble } from "./components/Panel";
import { Shell } from "./shell/Shell";

/** The parts of an address after the question mark: plain text each, those without any left out. */
export type Parts = Record<string, string>;

const only =
  (...names: string[]) =>
  (search: Record<string, unknown>): Parts =>
    Object.fromEntries(names.flatMap((name) => (typeof search[name] === "string" && search[name] !== "" ? [[name, search[name]]] : [])));

const root = createRootRoute({ component: Shell, notFoundComponent: lazyRouteComponent(() => import("./pages/NotFound"), "NotFound"), errorComponent: ({ error }) => <Trouble error={error} /> });

const routes = [
  createRoute({ getParentRoute: () => root, path: "/", validateSearch: only("q"), component: HomePage }),
  createRoute({ getParentRoute: () => root, path: "/views/$view", validateSearch: only("tab", "q", "code", "field", "last", "sort", "whole"), component: lazyRouteComponent(() => import("./pages/view/ViewPage"), "ViewPage") }),
  createRoute({ getParentRoute: () => root, path: "/things/$kind/$name", validateSearch: only("tab", "q", "field", "whole"), component: lazyRouteComponent(() => import("./pages/things/ThingPage"), "ThingPage") }),
  createRoute({ getParentRoute: () => root, path: "/services", component: lazyRouteComponent(() => import("./pages/services/ServicesPage"), "ServicesPage") }),
  createRoute({ getParentRoute: () => root, path: "/services/$service", validateSearch: only("tab", "code", "keys", "door", "q", "field", "last", "sort", "span", "whole"), component: lazyRouteComponent(() => import("./pages/services/ServicePage"), "ServicePage") }),
  createRoute({ getParentRoute: () => root, path: "/inspect", validateSearch: only("of", "keys", "at", "feature", "with", "span"), component: lazyRouteComponent(() => import("./pages/inspector/InspectorPage"), "InspectorPage") }),
  createRoute({ getParentRoute: () => root, path: "/lineage", validateSearch: only("focus", "side", "columns", "plan", "all"), component: lazyRouteComponent(() => import("./pages/lineage/LineagePage"), "LineagePage") }),
  createRoute({ getParentRoute: () => root, path: "/motion", validateSearch: only("tab"), component: lazyRouteComponent(() => import("./pages/motion/MotionPage"), "MotionPage") }),
  createRoute({ getParentRoute: () => root, path: "/monitors", validateSearch: only("tab", "of", "at"), component: lazyRouteComponent(() => import("./pages/monitors/MonitorsPage"), "MonitorsPage") }),
  createRoute({ getParentRoute: () => root, path: "/usage", validateSearch: only("tab", "last", "by", "sort"), component: lazyRouteComponent(() => import("./pages/usage/UsagePage"), "UsagePage") }),
  createRoute({ getParentRoute: () => root, path: "/history", component: lazyRouteComponent(() => import("./pages/history/HistoryPage"), "HistoryPage") }),
  createRoute({ getParentRoute: () => root, path: "/history/plans/$number", validateSearch: only("all"), component: lazyRouteComponent(() => import("./pages/history/PlanPage"), "PlanPage") }),
  createRoute({ getParentRoute: () => root, path: "/history/$number", validateSearch: only("rollback"), component: lazyRouteComponent(() => import("./pages/history/CommitPage"), "CommitPage") }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: "intent",
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(search).filter((part): part is [string, string] => typeof part[1] === "string" && part[1] !== "")).toString();
    return text === "" ? "" : `?${text}`;
  },
});
