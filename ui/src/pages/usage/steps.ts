const HOUR_MS = 3_600_000;
const FEWEST = 24;

/** A stretch of hours in milliseconds. */
export const hoursMs = (hours: number) => hours * HOUR_MS;

/**
 * The beginnings of the steps of some hours until now, as the server writes them: from the first that is asked about, or from when counting began, but for a few that give them room. Usage is counted by
 * the time of machines, whatever the server's clock says.
 */
export function stepsBetween(since: string, countedSince: string | null, hours: number): string[] {
  const size = hoursMs(hours);
  const now = Math.floor(Date.now() / size) * size;
  const known = Math.min(countedSince === null ? now : Date.parse(countedSince), now - (FEWEST - 1) * size);
  const steps: string[] = [];
  for (let at = Math.floor(Math.max(Date.parse(since), known) / size) * size; at <= now; at += size) steps.push(textOf(at));
  return steps;
}

/** An instant as the server writes it: to the second. */
export const textOf = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");
