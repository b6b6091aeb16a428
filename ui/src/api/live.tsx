import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { parseJson } from "./client";
import type { Status } from "./queries";

/** How the page and the server stand to each other. */
export type Connection = "connecting" | "live" | "lost";

interface Live {
  status: Status | null;
  connection: Connection;
  /** The server's now in milliseconds, going on by itself where its clock does. */
  now: () => number;
}

const Context = createContext<Live>({ status: null, connection: "connecting", now: Date.now });

const PATIENCE_MS = 2_000;

/** Follows the server's status. What was read of another version of the registry, or before the server was lost, is read again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<Status | null>(null);
  const [connection, setConnection] = useState<Connection>("connecting");
  const offset = useRef(0);
  const last = useRef<Status | null>(null);

  useEffect(() => {
    let source: EventSource | null = null;
    let timer: number | undefined;
    let wasLost = false;

    const take = (event: MessageEvent<string>) => {
      const next = parseJson(event.data) as Status;
      const before = last.current;
      last.current = next;
      offset.current = next.clock.now ? Date.parse(next.clock.now) - Date.now() : 0;
      setStatus(next);
      setConnection("live");
      if (before && (before.version !== next.version || wasLost)) void client.invalidateQueries({ queryKey: ["registry"] });
      if (wasLost) void client.invalidateQueries({ predicate: (query) => query.state.status === "error" });
      if (JSON.stringify(before?.training_sets) !== JSON.stringify(next.training_sets)) void client.invalidateQueries({ queryKey: ["training-sets"] });
      if (JSON.stringify(before?.streams.map((stream) => [stream.refused, stream.late])) !== JSON.stringify(next.streams.map((stream) => [stream.refused, stream.late]))) void client.invalidateQueries({ queryKey: ["dead-letters"] });
      wasLost = false;
    };

    const open = () => {
      source = new EventSource("/v1/status/stream");
      source.addEventListener("status", take);
      source.onerror = () => {
        source?.close();
        wasLost = true;
        setConnection("lost");
        timer = window.setTimeout(open, PATIENCE_MS);
      };
    };

    open();
    return () => {
      source?.close();
      window.clearTimeout(timer);
    };
  }, [client]);

  const value = useMemo<Live>(
    () => ({
      status,
      connection,
      now: () => (status && status.clock.mode !== "wall" && status.clock.now ? Date.parse(status.clock.now) : Date.now() + offset.current),
    }),
    [status, connection],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useLive = () => useContext(Context);
