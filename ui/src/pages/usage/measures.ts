import type { UsageLine } from "../../api/queries";
import { bytes, money, roughly } from "../../format/numbers";
import { duration } from "../../format/time";

/** Something that things are ranked by. */
export interface Measure {
  id: string;
  name: string;
  title: string;
  of: (line: UsageLine) => number;
  text: (value: number) => string;
}

export const took = (seconds: number) => (seconds > 0 && seconds < 0.001 ? "< 1 ms" : duration(seconds * 1000));

const TIME: Measure = { id: "time", name: "Time", title: "Of reads, training sets and materializations", of: (line) => line.seconds, text: took };
const READ: Measure = { id: "read", name: "Read", title: "Values that answered rows needed", of: (line) => line.read_values, text: roughly };
const TRAINED: Measure = { id: "trained", name: "Trained", title: "Values that rows of training sets needed", of: (line) => line.training_values, text: roughly };
const SERVED: Measure = { id: "served", name: "Served", title: "Bytes of answers and training sets", of: (line) => line.served_bytes, text: bytes };
const WRITTEN: Measure = { id: "written", name: "Written", title: "Records of online state", of: (line) => line.written_records, text: roughly };
const REQUESTS: Measure = { id: "requests", name: "Requests", title: "Requests that were answered, and training sets", of: (line) => line.requests, text: roughly };

/** What things are told apart by. */
export const BY = [
  { id: "view", name: "Views" },
  { id: "feature", name: "Features" },
  { id: "service", name: "Services" },
  { id: "consumer", name: "Consumers" },
] as const;

export type By = (typeof BY)[number]["id"];

const isAsked = (by: By) => by === "service" || by === "consumer";

/** What is counted of them, cost first where there are prices. What is written is a view's, and requests are those of who asks. */
export const measuresOf = (by: By, currency: string | null): readonly Measure[] => [
  ...(currency === null ? [] : [{ id: "cost", name: "Cost", title: "Without what is stored", of: (line: UsageLine) => line.money ?? 0, text: (value: number) => money(value, currency) }]),
  TIME,
  ...(isAsked(by) ? [REQUESTS] : []),
  READ,
  TRAINED,
  SERVED,
  ...(isAsked(by) ? [] : [WRITTEN]),
];
