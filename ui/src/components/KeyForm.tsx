import { Button } from "@mantine/core";
import { useState, type FormEvent } from "react";

export interface KeyField {
  name: string;
  type: string;
}

/** Text as a value of a type, for a request; null for what is empty. What is no number is sent as it is, so that the server says what is wrong with it. */
export function valueOf(text: string, type: string): unknown {
  if (text === "") return null;
  if (/^(u?int|float|double)/.test(type)) {
    if (/^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (type === "boolean" || type === "bool") return text === "true" ? true : text === "false" ? false : text;
  return text;
}

interface Props {
  fields: readonly KeyField[];
  values: Readonly<Record<string, string>>;
  onSend: (values: Record<string, string>) => void;
  action: string;
  isBusy?: boolean;
  label: string;
}

/** The join keys and request fields of a request. It is sent whole, on Enter or by its button. */
export function KeyForm({ fields, values, onSend, action, isBusy, label }: Props) {
  const given = JSON.stringify(fields.map((field) => values[field.name] ?? ""));
  return <Fields key={given} {...{ fields, values, onSend, action, label }} isBusy={isBusy ?? false} />;
}

function Fields({ fields, values, onSend, action, isBusy, label }: Props) {
  const [typed, setTyped] = useState<Record<string, string>>(() => Object.fromEntries(fields.map((field) => [field.name, values[field.name] ?? ""])));
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend(typed);
  };
  return (
    <form className="keys" onSubmit={send} aria-label={label}>
      {fields.map((field) => (
        <label key={field.name}>
          <span className="small">
            <span className="mono">{field.name}</span> <span className="muted">{field.type}</span>
          </span>
          <input className="field" name={field.name} value={typed[field.name] ?? ""} autoComplete="on" spellCheck={false} dir="auto" onChange={(event) => setTyped({ ...typed, [field.name]: event.target.value })} />
        </label>
      ))}
      <Button type="submit" size="sm" h={32} loading={isBusy}>
        {action}
      </Button>
    </form>
  );
}
