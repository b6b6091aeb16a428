import { lazy, Suspense } from "react";
import { Loading } from "../../components/Panel";
import type { GraphProps } from "./Graph";
import "./lineage.css";

const Graph = lazy(() => import("./Graph"));

/** A graph; what draws it comes with the first. */
export const LazyGraph = (props: GraphProps) => (
  <Suspense fallback={<div className="graph"><Loading lines={8} /></div>}>
    <Graph {...props} />
  </Suspense>
);
