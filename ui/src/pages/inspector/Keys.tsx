import { KeyForm } from "../../components/KeyForm";
import { keysIn } from "../../components/keys";
import { Pills } from "../../components/Pills";
import { useParts } from "../../components/useParts";
import type { Subject } from "./useSubject";

const COMPARED = [
  { id: "nothing", name: "with nothing" },
  { id: "other", name: "with another" },
  { id: "history", name: "online with offline", title: "What is served beside what history gives for the same instant" },
] as const;

/** Whose values are shown, and what they are compared with. */
export function Keys({ subject }: { subject: Subject }) {
  const [parts, change] = useParts();
  const keys = keysIn(parts.keys);
  const other = keysIn(parts.with);
  const compared = !parts.with ? "nothing" : other ? "other" : parts.with === "history" ? "history" : null;
  const compare = (id: (typeof COMPARED)[number]["id"]) => {
    if (id === "history") return change({ with: "history", at: null });
    return change({ with: id === "other" ? JSON.stringify(keys) : null });
  };
  return (
    <div className="stack gap-3">
      <KeyForm label="Keys" fields={subject.fields} values={keys ?? {}} action="Show" onSend={(values) => change({ keys: JSON.stringify(values) }, { push: true })} />
      {keys && (
        <div className="head-line small">
          <span className="muted">Compare</span>
          <Pills label="Compare" options={COMPARED} current={compared} onChoose={compare} />
        </div>
      )}
      {other && <KeyForm label="Keys of the other" fields={subject.fields} values={other} action="Compare" onSend={(values) => change({ with: JSON.stringify(values) })} />}
    </div>
  );
}
