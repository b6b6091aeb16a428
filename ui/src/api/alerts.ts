import type { Alert } from "./queries";

/** An open alert that no other explains, and those that follow from it. */
export interface AlertTree {
  root: Alert;
  followers: readonly Alert[];
}

/** The alert that explains another, or that one itself: what explains it may be over by now. */
export const rootOf = (alert: Alert, open: readonly Alert[]): Alert => open.find((other) => other.key === alert.because) ?? alert;

/** Open alerts under those from which they follow, in the order that these have. */
export function treesOf(open: readonly Alert[]): readonly AlertTree[] {
  const followers = new Map<Alert, Alert[]>();
  for (const alert of open) {
    const root = rootOf(alert, open);
    if (!followers.has(root)) followers.set(root, []);
    if (root !== alert) followers.get(root)!.push(alert);
  }
  return open.flatMap((root) => (followers.has(root) ? [{ root, followers: followers.get(root)! }] : []));
}

/** The open ones that are about the data of a definition, which the lineage calls by its kind and name. */
export const alertsOf = (kind: string, name: string, open: readonly Alert[]) => open.filter((alert) => alert.of === `${kind.replaceAll("-", "_")} ${name}`);
