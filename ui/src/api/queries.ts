import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, post, type Shapes } from "./client";

export type Registry = Shapes["RegistrySnapshot"];
export type View = Shapes["ViewShape"];
export type Service = Shapes["ServiceShape"];
export type Status = Shapes["StatusShape"];
export type Commit = Shapes["CommitShape"];
export type Change = Shapes["ChangeShape"];
export type Vectors = Shapes["VectorAnswerShape"];
export type Explanation = Shapes["ExplanationShape"];
export type Alert = Shapes["AlertShape"];
export type Profile = Shapes["ProfileShape"];
export type TrainingRun = Shapes["TrainingRunShape"];
export type UsageLine = Shapes["UsageLineShape"];
export type UsageDetail = Shapes["UsageDetailShape"];
export type DefinitionSource = Shapes["DefinitionSourceShape"];
export type Plan = Shapes["PlanShape"];
export type PlanDetail = Shapes["PlanDetailShape"];
export type Touch = Shapes["TouchedShape"];
export type RollbackPlan = Shapes["RollbackPlanShape"];
export type Traffic = Shapes["TrafficShape"];

/** A view as everything refers to it: its name, with the version when that is not 1. */
export const referenceOf = (view: { name: string; version: number }) => (view.version === 1 ? view.name : `${view.name}@${view.version}`);

/** What is asked for of one entity. */
export interface Asked {
  service?: string | undefined;
  features?: readonly string[] | undefined;
  keys: Readonly<Record<string, unknown>>;
}

const bodyOf = (asked: Asked) => ({
  ...(asked.service ? { feature_service: asked.service } : { features: asked.features }),
  entities: Object.fromEntries(Object.entries(asked.keys).map(([name, value]) => [name, [value]])),
});

export const registryQuery = queryOptions({ queryKey: ["registry"], queryFn: ({ signal }) => get<Registry>("/v1/registry", signal) });

export const viewQuery = (view: string) => queryOptions({ queryKey: ["registry", "view", view], queryFn: ({ signal }) => get<Shapes["ViewDetailShape"]>(`/v1/views/${encodeURIComponent(view)}`, signal) });

export const sourceQuery = (thing: string, name: string) =>
  queryOptions({ queryKey: ["registry", "source", thing, name], queryFn: ({ signal }) => get<DefinitionSource>(`/v1/definitions/${encodeURIComponent(thing)}/${encodeURIComponent(name)}/source`, signal), staleTime: 60_000 });

export const lineageQuery = queryOptions({ queryKey: ["registry", "lineage"], queryFn: ({ signal }) => get<Shapes["LineageShape"]>("/v1/lineage", signal) });

export const commitsQuery = infiniteQueryOptions({
  queryKey: ["registry", "commits"],
  queryFn: ({ signal, pageParam }) => get<Commit[]>(pageParam === null ? "/v1/registry/commits" : `/v1/registry/commits?before=${pageParam}`, signal),
  initialPageParam: null as number | null,
  getNextPageParam: (page) => (page.length > 0 && page[page.length - 1]!.number > 1 ? page[page.length - 1]!.number : null),
});

export const commitQuery = (number: string) => queryOptions({ queryKey: ["registry", "commit", number], queryFn: ({ signal }) => get<Shapes["CommitDetailShape"]>(`/v1/registry/commits/${encodeURIComponent(number)}`, signal) });

/** What going back to an apply would change: as of now, each time it is asked. */
export const rollbackQuery = (number: number) =>
  queryOptions({ queryKey: ["registry", "rollback", number], queryFn: ({ signal }) => get<RollbackPlan>(`/v1/registry/commits/${number}/rollback`, signal), staleTime: 0 });

// Nothing tells of plans by itself; what is applied comes with the version of the registry.
const PLANS_MS = 5_000;

export const plansQuery = queryOptions({ queryKey: ["registry", "plans"], queryFn: ({ signal }) => get<Plan[]>("/v1/registry/plans", signal), refetchInterval: PLANS_MS });

export const planQuery = (number: string) =>
  queryOptions<PlanDetail>({
    queryKey: ["registry", "plan", number],
    queryFn: ({ signal }) => get<PlanDetail>(`/v1/registry/plans/${encodeURIComponent(number)}`, signal),
    refetchInterval: (query) => (query.state.data?.ended === null ? PLANS_MS : false),
  });

export const changesQuery = (thing: string, name: string) =>
  queryOptions({ queryKey: ["registry", "changes", thing, name], queryFn: ({ signal }) => get<Shapes["DefinitionChangeShape"][]>(`/v1/registry/changes/${encodeURIComponent(thing)}/${encodeURIComponent(name)}`, signal) });

export const vectorsQuery = (asked: Asked, at: string | null) =>
  queryOptions({ queryKey: ["vectors", asked, at], queryFn: ({ signal }) => post<Vectors>(at === null ? "/v1/vectors" : `/v1/vectors?at=${encodeURIComponent(at)}`, bodyOf(asked), signal) });

export const seriesQuery = (asked: Asked, from: string, to: string, points: number) =>
  queryOptions({ queryKey: ["series", asked, from, to, points], queryFn: ({ signal }) => post<Shapes["SeriesShape"]>(`/v1/series?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}&points=${points}`, bodyOf(asked), signal), staleTime: 60_000 });

export const explainQuery = (asked: Asked, at: string | null, now: string) =>
  queryOptions({ queryKey: ["explain", asked, at ?? now], queryFn: ({ signal }) => post<Explanation>(`/v1/explain?events=50${at === null ? "" : `&at=${encodeURIComponent(at)}`}`, bodyOf(asked), signal) });

export const trainingSetsQuery = queryOptions({ queryKey: ["training-sets"], queryFn: ({ signal }) => get<TrainingRun[]>("/v1/training-sets", signal) });

// What is looked at every ten seconds by the server.
const LOOKS_MS = 10_000;

export const alertsQuery = queryOptions({ queryKey: ["alerts"], queryFn: ({ signal }) => get<Shapes["AlertsShape"]>("/v1/alerts", signal), refetchInterval: LOOKS_MS });

export const objectivesQuery = queryOptions({ queryKey: ["objectives"], queryFn: ({ signal }) => get<Shapes["ObjectivesShape"]>("/v1/objectives", signal), refetchInterval: LOOKS_MS });

export const auditsQuery = queryOptions({ queryKey: ["audits"], queryFn: ({ signal }) => get<Shapes["AuditsShape"]>("/v1/audits", signal), refetchInterval: LOOKS_MS });

export const driftQuery = queryOptions({ queryKey: ["drift"], queryFn: ({ signal }) => get<Shapes["DriftShape"]>("/v1/drift", signal), refetchInterval: LOOKS_MS });

/** What the rows of a source, or what is served of a service, is like. It stays until the server has looked at it again. */
export const profileQuery = (kind: "sources" | "services", name: string, lookedAt: string | null) =>
  queryOptions<Profile>({
    queryKey: ["profile", kind, name, lookedAt],
    queryFn: ({ signal }) => get<Profile>(`/v1/${kind}/${encodeURIComponent(name)}/profile`, signal),
    placeholderData: (before) => (before?.subject === name ? before : undefined),
    staleTime: Infinity,
  });

export const deadLettersQuery = queryOptions({ queryKey: ["dead-letters"], queryFn: ({ signal }) => get<Shapes["DeadLettersShape"]>("/v1/dead-letters", signal) });

const COUNTS = { refetchInterval: LOOKS_MS, placeholderData: keepPreviousData } as const;

export const usageQuery = (last: string) => queryOptions({ queryKey: ["usage", last], queryFn: ({ signal }) => get<Shapes["UsageOverviewShape"]>(`/v1/usage?last=${encodeURIComponent(last)}`, signal), ...COUNTS });

export const featureUsageQuery = (last: string) => queryOptions({ queryKey: ["usage", "features", last], queryFn: ({ signal }) => get<Shapes["UsageFeaturesShape"]>(`/v1/usage/features?last=${encodeURIComponent(last)}`, signal), ...COUNTS });

/** Who reads a view or a service. What another was read by does not stand in for it. */
export const usageOfQuery = (kind: "views" | "services", name: string, last: string) =>
  queryOptions<UsageDetail>({
    queryKey: ["usage", kind, name, last],
    queryFn: ({ signal }) => get<UsageDetail>(`/v1/${kind}/${encodeURIComponent(name)}/usage?last=${encodeURIComponent(last)}`, signal),
    refetchInterval: LOOKS_MS,
    placeholderData: (before) => (before?.whole.name === name ? before : undefined),
  });

export const trafficQuery = (service: string) => queryOptions({ queryKey: ["traffic", service], queryFn: ({ signal }) => get<Traffic>(`/v1/services/${encodeURIComponent(service)}/traffic`, signal), refetchInterval: LOOKS_MS });

// A training set is read for it, once after it was made.
export const alikeQuery = queryOptions({ queryKey: ["training-sets", "alike"], queryFn: ({ signal }) => get<Shapes["AlikeShape"][]>("/v1/usage/alike", signal), staleTime: 60_000 });
