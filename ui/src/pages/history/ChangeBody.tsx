import type { Change } from "../../api/queries";
import { Icon } from "../../components/Icon";
import "./history.css";

const signOf = (line: string) => (/^[^:]+: \+ /.test(line) ? "+" : /^[^:]+: - /.test(line) ? "-" : "~");

/** What happened to a definition, line by line, and what follows from it. */
export const ChangeBody = ({ change }: { change: Change }) => (
  <div className="change">
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
      <p key={at} className="consequence small warn">
        <Icon name="alert" size={14} />
        <bdi>{line}</bdi>
      </p>
    ))}
  </div>
);
