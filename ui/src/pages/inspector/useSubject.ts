import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { referenceOf, viewQuery, type Registry, type Service, type View } from "../../api/queries";
import type { KeyField } from "../../components/KeyForm";

/** What is looked at: a service, or all features of a view. */
export interface Subject {
  name: string;
  service?: string;
  fields: readonly KeyField[];
  columns: readonly { name: string; fullName: string; type: string; from: string }[];
}

const ofService = (service: Service): Subject => ({
  name: service.name,
  service: service.name,
  fields: [...service.join_keys, ...service.request_fields],
  columns: service.features.map((feature) => ({ name: feature.name, fullName: feature.full_name, type: feature.type, from: feature.from })),
});

const ofView = (view: View, fields: readonly KeyField[]): Subject => {
  const name = referenceOf(view);
  return { name, fields, columns: view.features.map((feature) => ({ name: feature.name, fullName: `${name}__${feature.name}`, type: feature.type, from: `${name}:${feature.name}` })) };
};

/** What `service:NAME` or `view:NAME` stands for, as a query has it: the types of a view's keys have to be asked for. */
export function useSubject(of: string, registry: Registry) {
  const name = of.slice(of.indexOf(":") + 1);
  const service = of.startsWith("service:") ? registry.services.find((candidate) => candidate.name === name) : undefined;
  const view = of.startsWith("view:") ? registry.views.find((candidate) => referenceOf(candidate) === name) : undefined;
  const { data: detail, error, refetch } = useQuery({ ...viewQuery(name), enabled: view !== undefined });
  const data = useMemo(() => (service ? ofService(service) : view && detail ? ofView(view, detail.join_keys) : undefined), [service, view, detail]);
  return { isKnown: service !== undefined || view !== undefined, subject: { data, error, refetch } };
}
