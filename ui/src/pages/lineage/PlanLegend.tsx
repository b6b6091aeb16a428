import { HowBadge } from "./HowBadge";
import type { How } from "./planned";

const ORDER: readonly How[] = ["add", "change", "remove", "reads"];

/** What the marks of a plan mean, of those that are there. */
export const PlanLegend = ({ marks }: { marks: ReadonlyMap<string, How> }) => {
  const there = new Set(marks.values());
  return (
    <span className="legend" role="group" aria-label="Marks">
      {ORDER.filter((how) => there.has(how)).map((how) => (
        <HowBadge key={how} how={how} />
      ))}
    </span>
  );
};
