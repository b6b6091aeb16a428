import { Table } from "./Table";

/** Fields with their types. */
export const FieldTable = ({ label, fields }: { label: string; fields: readonly { name: string; type: string }[] }) => (
  <Table label={label} columns={["Name", "Type"]}>
    {fields.map((field) => (
      <tr key={field.name}>
        <td className="mono break">
          <bdi>{field.name}</bdi>
        </td>
        <td>
          <code>{field.type}</code>
        </td>
      </tr>
    ))}
  </Table>
);
