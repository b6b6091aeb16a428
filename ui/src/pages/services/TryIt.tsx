import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { jsonOf, post } from "../../api/client";
import type { Service, Vectors } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Code, Copy } from "../../components/Code";
import { KeyForm, valueOf } from "../../components/KeyForm";
import { keysIn } from "../../components/keys";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import { duration } from "../../format/time";

const DOORS = [
  { id: "/get-online-features", name: "/get-online-features" },
  { id: "/v1/vectors", name: "/v1/vectors" },
] as const;

/** Sends a request as a program would, and shows what came back. The keys are in the address, so that it can be sent to somebody. */
export function TryIt({ service }: { service: Service }) {
  const [parts, change] = useParts();
  const [round, setRound] = useState(0);
  const fields = [...service.join_keys, ...service.request_fields];
  const keys = keysIn(parts.keys);
  const door = (DOORS.find((candidate) => candidate.id === parts.door) ?? DOORS[1]).id;
  const bodyOf = (values: Readonly<Record<string, string>>) => ({ feature_service: service.name, entities: Object.fromEntries(fields.map((field) => [field.name, [valueOf(values[field.name] ?? "", field.type)]])) });
  const body = bodyOf(keys ?? {});
  const request = jsonOf(body, 2);
  const answer = useQuery({
    queryKey: ["try", door, request, round],
    enabled: keys !== null,
    // An answer is that of one request: it is neither kept for a later one nor asked for again by itself.
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const began = performance.now();
      const value = await post<Vectors>(door, body, signal);
      return { value, ms: performance.now() - began };
    },
  });
  const send = (values: Record<string, string>) => {
    // Another request is sent because it is another; the same one is sent once more.
    if (jsonOf(bodyOf(values), 2) === request) setRound(round + 1);
    void change({ keys: JSON.stringify(values) });
  };
  return (
    <div className="columns">
      <Panel title="Request" end={<Pills label="Which route" options={DOORS} current={door} onChoose={(id) => change({ door: id })} />}>
        <div className="stack gap-4">
          <KeyForm label="Request" fields={fields} values={keys ?? {}} action="Send" isBusy={answer.isFetching} onSend={send} />
          <Code label="Request body">{`POST ${door}\n\n${request}`}</Code>
        </div>
      </Panel>
      <Panel title="Answer" end={answer.data && <><Badge tone="good">200 in {duration(Math.max(1, Math.round(answer.data.ms)))}</Badge><Copy text={jsonOf(answer.data.value, 2)} /></>}>
        {keys === null ? (
          <Empty title="Nothing was asked yet">
            <p>Fill in the keys and send the request; it is answered by this server, as programs are.</p>
          </Empty>
        ) : (
          <Loaded query={answer} lines={8}>
            {({ value }) => <Code label="Answer">{jsonOf(value, 2)}</Code>}
          </Loaded>
        )}
      </Panel>
    </div>
  );
}
