import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Parts } from "../router";

/** What the address says after the question mark, and how to change some of it; null takes a part away. The page's state is the address. */
export function useParts(): [Parts, (change: Record<string, string | null>, options?: { push?: boolean }) => void] {
  const parts = useSearch({ strict: false }) as Parts;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Record<string, string | null>, options?: { push?: boolean }) =>
      void navigate({
        to: ".",
        search: ((before: Parts) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== null && value !== ""))) as never,
        replace: !options?.push,
        resetScroll: false,
      }),
    [navigate],
  );
  return [parts, change];
}
