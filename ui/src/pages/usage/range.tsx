import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";

const RANGES = [
  { id: "24h", name: "24 h", word: "24 hours" },
  { id: "7d", name: "7 d", word: "7 days" },
  { id: "30d", name: "30 d", word: "30 days" },
  { id: "90d", name: "90 d", word: "90 days" },
] as const;

const USUAL = RANGES[1];

/** Over how long, as the address says; in words too. */
export function useRange(): (typeof RANGES)[number] {
  const [parts] = useParts();
  return RANGES.find((range) => range.id === parts.last) ?? USUAL;
}

export function RangeChoice() {
  const [, change] = useParts();
  const { id } = useRange();
  return <Pills label="How far back" options={RANGES} current={id} onChoose={(chosen) => change({ last: chosen === USUAL.id ? null : chosen })} />;
}
