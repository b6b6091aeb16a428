import { ActionIcon } from "@mantine/core";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Shapes } from "../../api/client";
import { explainQuery, type Asked } from "../../api/queries";
import { useLive } from "../../api/live";
import { useAnnotations } from "../../components/annotations";
import { Icon } from "../../components/Icon";
import { Loaded, Panel } from "../../components/Panel";
import { SelectedSeries } from "./SelectedSeries";
import type { Subject } from "./useSubject";
import { Why } from "./Why";

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
            const other = otherSeries?.features.find((candidate) => candidate.name === feature);
            return line && <SelectedSeries column={line} other={other} times={data.times} annotations={annotations} at={at} onAt={onAt} />;
          }}
        </Loaded>
      </Panel>
      <Panel title="Why">
        <Loaded query={explanation} lines={6}>{(data) => <Why explanation={data} name={column.fullName} feature={feature} from={column.from} />}</Loaded>
      </Panel>
    </div>
  );
}
