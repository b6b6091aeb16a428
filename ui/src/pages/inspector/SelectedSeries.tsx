import { lazy, Suspense, useMemo } from "react";
import type { Shapes } from "../../api/client";
import { AnnotationKey } from "../../components/AnnotationKey";
import { between, type Annotation } from "../../components/annotations";
import { Loading } from "../../components/Panel";
import { Steps } from "./Steps";
import { numbersOf } from "./ValueTable";

const SeriesChart = lazy(() => import("./SeriesChart"));

interface Props {
  column: Shapes["SeriesColumnShape"];
  other: Shapes["SeriesColumnShape"] | undefined;
  times: readonly string[];
  annotations: readonly Annotation[];
  at: string | null;
  onAt: (at: string) => void;
}

/** One feature over time, with the applies that changed it; what is no number in steps. */
export function SelectedSeries({ column, other, times, annotations, at, onAt }: Props) {
  const values = useMemo(() => numbersOf(column), [column]);
  const others = useMemo(() => (other ? numbersOf(other) : null), [other]);
  const shown = useMemo(() => between(annotations, Date.parse(times[0]!), Date.parse(times[times.length - 1]!)), [annotations, times]);
  if (values.every((value) => value === null)) return <Steps column={column} times={times} />;
  return (
    <>
      {shown.length > 0 && (
        <p className="legend small muted">
          <AnnotationKey annotations={shown} />
        </p>
      )}
      <Suspense fallback={<div style={{ height: 220 }}><Loading lines={5} /></div>}>
        <SeriesChart name={column.name} times={times} values={values} other={others} annotations={shown} at={at} onAt={onAt} />
      </Suspense>
    </>
  );
}
