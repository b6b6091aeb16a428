import { useQuery } from "@tanstack/react-query";
import { deadLettersQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Code } from "../../components/Code";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";

const TOO_LATE = "QRN4036";

export function DeadLetters() {
  const letters = useQuery(deadLettersQuery);
  return (
    <Panel title={letters.data ? counted(letters.data.total, "dead letter") : "Dead letters"} flush>
      <Loaded query={letters}>
        {({ total, letters: list }) =>
          total === 0 ? (
            <Empty title="Nothing was refused">
              <p>Events that cannot be taken, or that come too late for a view, are kept here with what is wrong with them.</p>
            </Empty>
          ) : (
            <>
              <p className="small muted note">
                {list.length < total && `The latest ${list.length}. `}Mended ones are pushed again with <code>quern dead-letters replay</code>; late ones are in the log and in training sets already.
              </p>
              <ul className="rows">
                {list.map((letter) => (
                  <li key={letter.number} className="list-row">
                    <div className="grow stack gap-2">
                      <div className="head-line">
                        <Badge tone={letter.code === TOO_LATE ? "warn" : "bad"}>{letter.code === TOO_LATE ? "late" : "refused"}</Badge>
                        <bdi className="mono">{letter.stream}</bdi>
                        <span className="small muted">
                          <Time at={letter.at} />
                        </span>
                        <code className="small muted">{letter.code}</code>
                      </div>
                      <p className="break">
                        <bdi>{letter.reason}</bdi>
                      </p>
                      <Code label={`Event ${letter.number}`}>{letter.event}</Code>
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
