import { ColumnHeads } from "./ColumnHeads";

/** Fields with their types. */
export const FieldTable = ({ fields }: { fields: readonly { name: string; type: string }[] }) => (
  <div className="scroll-x">
    <table>
      <thead>
        <tr>
          <ColumnHeads columns={["Name", "Type"]} />
        </tr>
      </thead>
      <tbody>
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
      </tbody>
    </table>
  </div>
);
