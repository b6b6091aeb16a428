import { ActionIcon } from "@mantine/core";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Shapes } from "../../api/client";
import { explainQuery, type Asked } from "../../api/queries";
import { useLive } from "../../api/live";
import { AnnotationKey } from "../../components/AnnotationKey";
import { between, useAnnotations } from "../../components/annotations";
import { Icon } from "../../components/Icon";
import { Loaded, Loading, Panel } from "../../components/Panel";
import { Steps } from "./Steps";
import type { Subject } from "./useSubject";
import { numbersOf } from "./ValueTable";
import { Why } from "./Why";

const SeriesChart = lazy(() => import("./SeriesChart"));

interface Props {
  subject: Subject;
  feature: string;
  asked: Asked;
  at: string | null;
  series: UseQueryResult<Shapes["SeriesShape"]>;
  otherSeries: Shapes["SeriesShape"] | undefined;
  onClose: () => void;
  onAt: (at: string) => void;
}

/** One feature of the vector: over time, and why it is what it is. */
export function Selected({ subject, feature, asked, at, series, otherSeries, onClose, onAt }: Props) {
  const { now } = useLive();
  const annotations = useAnnotations(subject.service ? `service:${subject.service}` : `view:${subject.name}`);
  const column = subject.columns.find((candidate) => candidate.name === feature)!;
  // Of another now it is another, and the one before stays until it is there.
  const explanation = useQuery({ ...explainQuery(asked, at, String(Math.floor(now() / 10_000))), staleTime: 60_000, placeholderData: keepPreviousData });
  return (
    <div className="stack">
      <Panel
        title={<bdi className="mono">{feature}</bdi>}
        end={
          <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        }
      >
        <Loaded query={series} lines={5}>
          {(data) => {
            const line = data.features.find((candidate) => candidate.name === feature);
            if (!line) return null;
            const values = numbersOf(line);
            const shown = between(annotations, Date.parse(data.times[0]!), Date.parse(data.times[data.times.length - 1]!));
            return values.some((value) => value !== null) ? (
              <>
                {shown.length > 0 && (
                  <p className="legend small muted">
                    <AnnotationKey annotations={shown} />
                  </p>
                )}
                <Suspense fallback={<div style={{ height: 220 }}><Loading lines={5} /></div>}>
                  <SeriesChart name={feature} times={data.times} values={values} other={otherSeries ? numbersOf(otherSeries.features.find((candidate) => candidate.name === feature)) : null} annotations={shown} at={at} onAt={onAt} />
                </Suspense>
              </>
            ) : (
              <Steps column={line} times={data.times} />
            );
          }}
        </Loaded>
      </Panel>
      <Panel title="Why">
        <Loaded query={explanation} lines={6}>{(data) => <Why explanation={data} name={column.fullName} feature={feature} from={column.from} />}</Loaded>
      </Panel>
    </div>
  );
}
