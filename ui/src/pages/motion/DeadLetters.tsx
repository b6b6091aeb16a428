import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { deadLettersQuery } from "../../api/queries";
import { Badge } from "../../components/Badge";
import { Code } from "../../components/Code";
import { Empty, Loaded, Panel } from "../../components/Panel";
import { counted } from "../../format/numbers";
import { Time } from "../../format/time";
import { Replay } from "./Replay";
import "./motion.css";

const TOO_LATE = "QRN4036";

export function DeadLetters() {
  const letters = useQuery(deadLettersQuery);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const choose = (number: number, isChosen: boolean) => setChosen((before) => new Set(isChosen ? [...before, number] : [...before].filter((other) => other !== number)));
  const refused = letters.data?.letters.filter((letter) => letter.code !== TOO_LATE).map((letter) => letter.number) ?? [];
  const numbers = refused.filter((number) => chosen.has(number));
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
              <div className="note stack gap-3">
                <p className="small muted">
                  {list.length < total && `The latest ${list.length}. `}What was refused for a reason that is gone, as a definition that was wrong, can be pushed again as it is. What is wrong itself is mended first: <code>quern dead-letters export FILE</code>, then <code>quern push</code>. Late ones are in the log and in training sets already.
                </p>
                <Replay numbers={numbers} onDone={() => setChosen(new Set())}>
                  {refused.length > 0 && (
                    <label className="choice small">
                      <input type="checkbox" checked={numbers.length === refused.length} onChange={(event) => setChosen(new Set(event.target.checked ? refused : []))} /> All that were refused
                    </label>
                  )}
                </Replay>
              </div>
              <ul className="rows">
                {list.map((letter) => (
                  <li key={letter.number} className="list-row">
                    {letter.code !== TOO_LATE && <input type="checkbox" className="letter-choice" aria-label={`Choose event ${letter.number}`} checked={chosen.has(letter.number)} onChange={(event) => choose(letter.number, event.target.checked)} />}
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
