import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import type { Parts } from "../router";

/** What the address says after the question mark, and how to change some of it; null takes a part away. The page's state is the address. */
export function useParts(): [Parts, (change: Record<string, string | null>, options?: { push?: boolean }) => Promise<void>] {
  const parts = useSearch({ strict: false }) as Parts;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Record<string, string | null>, options?: { push?: boolean }) =>
      navigate({
        to: ".",
        search: ((before: Parts) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== null && value !== ""))) as never,
        replace: !options?.push,
        resetScroll: false,
      }),
    [navigate],
  );
  return [parts, change];
}

const REST_MS = 150;

/**
 * A part of the address that somebody types. What is typed shows at once, and the address has it when the hand rests: browsers refuse an address that changes with each letter. The last of the
 * three puts it there now, for whoever is about to leave the page and may want to come back to it.
 */
export function useTyped(name: string): [string, (text: string) => void, () => Promise<void>] {
  const [parts, change] = useParts();
  const router = useRouter();
  const told = parts[name] ?? "";
  // What the address does not have yet; null when it has all.
  const [ahead, setAhead] = useState<string | null>(null);
  const settle = useCallback(async () => {
    if (ahead !== null) await change({ [name]: ahead });
  }, [ahead, change, name]);

  useEffect(() => {
    if (ahead === null) return;
    if (ahead === told) {
      setAhead(null);
      return;
    }
    const timer = window.setTimeout(() => void settle(), REST_MS);
    // Another page that is on its way has another address.
    const stop = router.subscribe("onBeforeNavigate", ({ pathChanged }) => pathChanged && window.clearTimeout(timer));
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [ahead, told, settle, router]);

  return [ahead ?? told, setAhead, settle];
}
