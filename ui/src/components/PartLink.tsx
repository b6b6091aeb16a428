import { useRouter, useRouterState } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import type { Parts } from "../router";

interface Props {
  /** What the address says after its question mark, from what it says now. */
  parts: (before: Parts) => Parts;
  isCurrent: boolean;
  /** What being current is called for those who do not see it. */
  as?: "page" | "true";
  replace?: boolean;
  children: ReactNode;
}

/** A link to another state of the same page. Which one is current is the page's to say. */
export function PartLink({ parts, isCurrent, as = "page", replace, children }: Props) {
  const router = useRouter();
  const { pathname, search } = useRouterState({ select: (state) => state.location });
  const target = { to: pathname, search: parts(search as Parts), resetScroll: false, replace: replace ?? false } as never;
  const go = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(target);
  };
  return (
    <a href={router.buildLocation(target).href} aria-current={isCurrent ? as : undefined} onClick={go}>
      {children}
    </a>
  );
}
