import { useEffect, useMemo, useRef } from "react";
import { linesOf, tokenLines, type Token } from "./csharp";
import "./source.css";

/** Lines from one to another, both included. */
export interface Stretch {
  first: number;
  last: number;
}

interface Props {
  text: string;
  /** The number of the text's first line. */
  from: number;
  /** Which lines are shown. */
  shown: Stretch;
  /** Which of them are told from the others, and scrolled to. */
  marked: Stretch | null;
  label: string;
}

// More is shown as it is.
const LONGEST = 300_000;

/** C# with the numbers of its lines, its words told apart. */
export function CodeLines({ text, from, shown, marked, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => (text.length > LONGEST ? linesOf(text).map((line): readonly Token[] => [[null, line]]) : tokenLines(text)), [text]);
  const cut = lines.slice(shown.first - from, shown.last - from + 1);
  const first = marked?.first;
  useEffect(() => {
    const line = box.current?.querySelector<HTMLElement>("[data-marked]");
    // Inside of the box alone: the page stays where it is.
    if (box.current && line && first !== undefined) box.current.scrollTop = line.offsetTop - box.current.clientHeight / 4;
  }, [first, shown.first, text]);
  return (
    <div ref={box} className="code code-lines" role="region" aria-label={label} tabIndex={0}>
      <pre>
        {cut.map((tokens, at) => {
          const number = shown.first + at;
          const isMarked = marked !== null && number >= marked.first && number <= marked.last;
          return (
            <div key={number} className="code-line" data-marked={isMarked ? "" : undefined}>
              <span className="code-number" data-line={number} aria-hidden="true" />
              {marked?.first === number && <span className="hidden">The definition begins: </span>}
              <code>
                {tokens.map(([kind, piece], place) => (kind ? <span key={place} className={`tok-${kind}`}>{piece}</span> : piece))}
                {"\n"}
              </code>
              {marked?.last === number && <span className="hidden">The definition ends.</span>}
            </div>
          );
        })}
      </pre>
    </div>
  );
}
