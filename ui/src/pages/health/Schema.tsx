import { useQuery } from "@tanstack/react-query";
import { changesQuery } from "../../api/queries";
import { CommitLink } from "../../components/CommitLink";
import { Loaded, Panel } from "../../components/Panel";
import { Rows } from "../../components/Rows";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { ChangeBody } from "../history/ChangeBody";
import { wordOf } from "../history/Timeline";

interface Props {
  kind: string;
  name: string;
  fields: readonly { name: string; type: string }[];
  /** What its fields are called: field, feature. */
  thing: string;
}

/** The fields of a definition with their types, and what the last apply that changed it did. */
export function Schema({ kind, name, fields, thing }: Props) {
  const changes = useQuery(changesQuery(kind, name));
  return (
    <Panel title="Schema" end={<span className="small muted">{counted(fields.length, thing)}</span>} flush>
      <Loaded query={changes} lines={2}>
        {([last]) =>
          last && (
            <div className="note stack gap-2">
              <p className="small">
                Last {wordOf(last.change.kind)} by <CommitLink number={last.commit.number}>apply {last.commit.number}</CommitLink> of <bdi>{last.commit.author}</bdi>, <Time at={last.commit.time} />
              </p>
              <ChangeBody change={last.change} />
            </div>
          )
        }
      </Loaded>
      <Rows
        items={fields}
        label="Schema"
        columns={["Name", "Type"]}
        rowHeight={36}
        height={300}
        row={(field) => (
          <>
            <td className="mono nums">
              <bdi>{field.name}</bdi>
            </td>
            <td>
              <code>{field.type}</code>
            </td>
          </>
        )}
      />
    </Panel>
  );
}
