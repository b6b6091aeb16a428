import { Meter } from "../../components/Meter";
import { roughly } from "../../format/numbers";

/** How far something is, and how far it goes where somebody knows. */
export const Progress = ({ step, done, total }: { step: string | null; done: number; total: number }) => (
  <Meter label={step ?? "Progress"} share={total > 0 ? done / total : undefined}>
    {step ?? "beginning"} {roughly(done)}
    {total > 0 && ` of ${roughly(total)}`}
  </Meter>
);
