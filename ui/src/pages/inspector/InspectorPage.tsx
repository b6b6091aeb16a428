import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { registryQuery, referenceOf, viewQuery, type Registry } from "../../api/queries";
import { KeyForm, type KeyField } from "../../components/KeyForm";
import { keysIn } from "../../components/keys";
import { Page } from "../../components/Page";
import { Empty, Loaded, NothingDefined, Panel } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { Vector } from "./Vector";
import "./inspector.css";

/** What is looked at: a service, or all features of a view. */
export interface Subject {
  name: string;
  service?: string;
  fields: readonly KeyField[];
  columns: readonly { name: string; fullName: string; type: string; from: string }[];
}

export function InspectorPage() {
  const registry = useQuery(registryQuery);
  return (
    <Page title="Inspector" heading="Value inspector" lead="The vector of one entity, as it is served now or as of any instant of the past, and what each value is made of.">
      <Loaded query={registry} lines={6}>{(data) => <Inspector registry={data} />}</Loaded>
    </Page>
  );
}

function Inspector({ registry }: { registry: Registry }) {
  const [parts, change] = useParts();
  const choices = useMemo(
    () => [
      { group: "Services", items: registry.services.map((service) => ({ value: `service:${service.name}`, label: service.name })) },
      { group: "Views", items: registry.views.map((view) => ({ value: `view:${referenceOf(view)}`, label: referenceOf(view) })) },
    ],
    [registry],
  );
  const of = parts.of ?? choices.flatMap((group) => group.items)[0]?.value ?? "";
  const isKnown = choices.some((group) => group.items.some((item) => item.value === of));
  if (of === "") return <NothingDefined />;
  return (
    <>
      <Panel title="Whose values">
        <div className="whose">
          <Select label="Service or view" data={choices} value={isKnown ? of : null} onChange={(next) => next && change({ of: next, keys: null, with: null, feature: null }, { push: true })} searchable allowDeselect={false} limit={100} w={260} maw="100%" maxDropdownHeight={360} />
          {isKnown && <Chosen of={of} registry={registry} part="keys" />}
        </div>
      </Panel>
      {isKnown ? <Chosen of={of} registry={registry} part="vector" /> : <section className="panel"><Empty title={`There is no ${of.replace(":", " ")}`}><p>Choose another above; the history tells when it was removed.</p></Empty></section>}
    </>
  );
}

function Chosen({ of, registry, part }: { of: string; registry: Registry; part: "keys" | "vector" }) {
  const name = of.slice(of.indexOf(":") + 1);
  return of.startsWith("service:") ? <OfService name={name} registry={registry} part={part} /> : <OfView name={name} registry={registry} part={part} />;
}

function OfService({ name, registry, part }: { name: string; registry: Registry; part: "keys" | "vector" }) {
  const subject = useMemo<Subject>(() => {
    const service = registry.services.find((candidate) => candidate.name === name)!;
    return { name, service: name, fields: [...service.join_keys, ...service.request_fields], columns: service.features.map((feature) => ({ name: feature.name, fullName: feature.full_name, type: feature.type, from: feature.from })) };
  }, [name, registry]);
  return <Part subject={subject} part={part} />;
}

function OfView({ name, registry, part }: { name: string; registry: Registry; part: "keys" | "vector" }) {
  const detail = useQuery(viewQuery(name));
  const subject = useMemo<Subject | null>(() => {
    const view = registry.views.find((candidate) => referenceOf(candidate) === name)!;
    return detail.data ? { name, fields: detail.data.join_keys, columns: view.features.map((feature) => ({ name: feature.name, fullName: `${name}__${feature.name}`, type: feature.type, from: `${name}:${feature.name}` })) } : null;
  }, [name, registry, detail.data]);
  return <Loaded query={detail} lines={1}>{() => subject && <Part subject={subject} part={part} />}</Loaded>;
}

function Part({ subject, part }: { subject: Subject; part: "keys" | "vector" }) {
  const [parts, change] = useParts();
  const keys = keysIn(parts.keys);
  const other = keysIn(parts.with);
  if (part === "vector")
    return keys ? (
      <Vector subject={subject} keys={keys} />
    ) : (
      <section className="panel">
        <Empty title="Whose values?">
          <p>
            Give {subject.fields.map((field) => field.name).join(" and ")} above. The address then has the keys, so that it can be sent to somebody.
          </p>
        </Empty>
      </section>
    );
  return (
    <div className="stack" style={{ gap: 12 }}>
      <KeyForm label="Keys" fields={subject.fields} values={keys ?? {}} action="Show" onSend={(values) => change({ keys: JSON.stringify(values) }, { push: true })} />
      {keys && (
        <div className="head-line small">
          <span className="muted">Compare</span>
          <span className="pills">
            <button type="button" aria-pressed={!parts.with} onClick={() => change({ with: null })}>with nothing</button>
            <button type="button" aria-pressed={other !== null} onClick={() => change({ with: JSON.stringify(keys) })}>with another</button>
            <button type="button" aria-pressed={parts.with === "history"} onClick={() => change({ with: "history", at: null })} title="What is served beside what history gives for the same instant">online with offline</button>
          </span>
        </div>
      )}
      {other && <KeyForm label="Keys of the other" fields={subject.fields} values={other} action="Compare" onSend={(values) => change({ with: JSON.stringify(values) })} />}
    </div>
  );
}
