import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { registryQuery, referenceOf, type Registry } from "../../api/queries";
import { keysIn } from "../../components/keys";
import { Page } from "../../components/Page";
import { Empty, Loaded, NothingDefined, Panel } from "../../components/Panel";
import { useParts } from "../../components/useParts";
import { Keys } from "./Keys";
import { useSubject, type Subject } from "./useSubject";
import { Vector } from "./Vector";
import "./inspector.css";

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
  const { isKnown, subject } = useSubject(of, registry);
  if (of === "") return <NothingDefined />;
  return (
    <>
      <Panel title="Whose values">
        <div className="whose">
          <Select label="Service or view" data={choices} value={isKnown ? of : null} onChange={(next) => next && change({ of: next, keys: null, with: null, feature: null }, { push: true })} searchable allowDeselect={false} limit={100} w={260} maw="100%" maxDropdownHeight={360} />
          {isKnown && <Loaded query={subject} lines={1}>{(data) => <Keys subject={data} />}</Loaded>}
        </div>
      </Panel>
      {!isKnown && (
        <section className="panel">
          <Empty title={`There is no ${of.replace(":", " ")}`}>
            <p>Choose another above; the history tells when it was removed.</p>
          </Empty>
        </section>
      )}
      {subject.data && <Values subject={subject.data} />}
    </>
  );
}

function Values({ subject }: { subject: Subject }) {
  const [parts] = useParts();
  const keys = keysIn(parts.keys);
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
}
