import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { jsonOf, post } from "../../api/client";
import type { Service, Vectors } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Code, Copy } from "../../components/Code";
import { KeyForm, valueOf } from "../../components/KeyForm";
import { keysIn } from "../../components/keys";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { duration } from "../../format/time";

const DOORS = ["/get-online-features", "/v1/vectors"] as const;

/** Sends a request as a program would, and shows what came back. The keys are in the address, so that it can be sent to somebody. */
export function TryIt({ service }: { service: Service }) {
  const [parts, change] = useParts();
  const [round, setRound] = useState(0);
  const fields = [...service.join_keys, ...service.request_fields];
  const keys = keysIn(parts.keys);
  const door = parts.door === DOORS[0] ? DOORS[0] : DOORS[1];
  const body = { feature_service: service.name, entities: Object.fromEntries(fields.map((field) => [field.name, [valueOf(keys?.[field.name] ?? "", field.type)]])) };
  const request = jsonOf(body, 2);
  const answer = useQuery({
    queryKey: ["try", door, request, round],
    enabled: keys !== null,
    staleTime: Infinity,
    retry: false,
    queryFn: async ({ signal }) => {
      const began = performance.now();
      const value = await post<Vectors>(door, body, signal);
      return { value, ms: performance.now() - began };
    },
  });
  return (
    <div className="columns">
      <Panel
        title="Request"
        end={
          <span className="pills">
            {DOORS.map((name) => (
              <button key={name} type="button" aria-pressed={name === door} onClick={() => change({ door: name })}>
                {name}
              </button>
            ))}
          </span>
        }
      >
        <div className="stack" style={{ gap: 16 }}>
          <KeyForm label="Request" fields={fields} values={keys ?? {}} action="Send" isBusy={answer.isFetching} onSend={(values) => (change({ keys: JSON.stringify(values) }), setRound(round + 1))} />
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
