import { useParts } from "../../components/useParts";

/** The bucket of a thing that the address names; the latest where it names none of it. Undefined where there are none. */
export function useBucket<T extends { start: string }>(of: string, buckets: readonly T[]): [T | undefined, (start: string) => void] {
  const [parts, change] = useParts();
  const named = parts.of === of ? buckets.find((bucket) => bucket.start === parts.at) : undefined;
  return [named ?? buckets[buckets.length - 1], (start) => void change({ of, at: start })];
}
