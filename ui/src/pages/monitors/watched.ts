import type { Shapes } from "../../api/client";
import type { Bucket } from "../../components/Buckets";
import { counted } from "../../format/numbers";

export type SourceDrift = Shapes["SourceDriftShape"];
export type ServiceDrift = Shapes["ServiceDriftShape"];
export type Incident = Shapes["IncidentShape"];

/** How many of them are faults of the data. */
export const faultsAmong = (incidents: readonly Incident[]) => incidents.filter((incident) => incident.is_fault).length;

/** The buckets of a source's rows, with what was found in each. */
export const bucketsOfSource = (source: SourceDrift): readonly Bucket[] =>
  source.buckets.map(({ start, rows, figures, incidents }) => {
    const faults = faultsAmong(incidents);
    const notes = incidents.length - faults;
    return {
      start,
      rows,
      isJudged: figures > 0,
      mark: faults > 0 ? "fault" : notes > 0 ? "note" : null,
      found: [...(faults > 0 ? [counted(faults, "fault")] : []), ...(notes > 0 ? [counted(notes, "note")] : [])].join(", "),
    };
  });

/** The buckets of what was served of a service. */
export const bucketsOfService = (service: ServiceDrift): readonly Bucket[] =>
  service.buckets.map(({ start, rows, figures, drifted }) => ({ start, rows, isJudged: figures > 0, mark: drifted > 0 ? "drifted" : null, found: drifted > 0 ? `${drifted} drifted` : "" }));

/** How bad the latest bucket is: of a source its faults, of a service its features that drifted. What cannot be watched comes before all. */
export const weightOfSource = (source: SourceDrift) => (source.trouble ? Number.MAX_SAFE_INTEGER : faultsAmong(source.buckets[source.buckets.length - 1]?.incidents ?? []));

export const weightOfService = (service: ServiceDrift) => (service.trouble ? Number.MAX_SAFE_INTEGER : (service.buckets[service.buckets.length - 1]?.drifted ?? 0) + service.availability.filter((promise) => !promise.kept).length);

const STATES: Record<string, string> = {
  too_few_rows: "too few rows",
  too_little_past: "too little to learn from",
  other_type: "of another type than it was",
  not_in_reference: "not in the reference",
  not_there: "not served any more",
};

/** What came of comparing a feature, where it was not compared; null where it was. */
export const stateWord = (state: string) => (state === "compared" ? null : (STATES[state] ?? state.replaceAll("_", " ")));
