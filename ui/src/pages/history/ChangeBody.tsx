import type { Change } from "../../api/queries";
import { Icon } from "../../components/Icon";
import "../view/view.css";

const signOf = (line: string) => (/^[^:]+: \+ /.test(line) ? "+" : /^[^:]+: - /.test(line) ? "-" : "~");

/** What happened to a definition, line by line, and what follows from it. */
export const ChangeBody = ({ change }: { change: Change }) => (
  <div style={{ display: "grid", gap: 8 }}>
    {change.details.length > 0 ? (
      <ul className="diff">
        {change.details.map((line, at) => (
          <li key={at} data-sign={signOf(line)}>
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
    ) : (
      <p className="muted break">
        <bdi>{change.summary}</bdi>
      </p>
    )}
    {change.consequences.map((line, at) => (
      <p key={at} className="small" style={{ color: "var(--warn)", display: "flex", gap: 6, alignItems: "center" }}>
        <Icon name="alert" size={14} />
        <bdi>{line}</bdi>
      </p>
    ))}
  </div>
);
