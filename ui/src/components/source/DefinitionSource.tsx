import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "../../api/client";
import { sourceQuery, type DefinitionSource as Source } from "../../api/queries";
import { count } from "../../format/numbers";
import { Copy } from "../Code";
import { Loaded, Panel } from "../Panel";
import { useParts } from "../useParts";
import { CodeLines, type Stretch } from "./CodeLines";
import { linesOf } from "./csharp";

/** The C# that a definition was written in: its lines, or the whole file, as the address says. */
export function DefinitionSource({ thing, name }: { thing: string; name: string }) {
  const [parts, change] = useParts();
  const source = useQuery(sourceQuery(thing, name));
  const isWhole = parts.whole === "1" && source.data?.is_whole === true;
  const text = useMemo(() => (source.data ? (isWhole ? source.data.text : excerptOf(source.data)) : ""), [source.data, isWhole]);
  const missing = whyNot(source.error);
  return (
    <Panel
      title="Definition in C#"
      end={
        source.data && (
          <>
            <code className="small muted break">
              <bdi>{source.data.file}</bdi>
            </code>
            {source.data.is_whole && (
              <span className="pills">
                <button type="button" aria-pressed={isWhole} onClick={() => void change({ whole: isWhole ? null : "1" })}>
                  Whole file
                </button>
              </span>
            )}
            <Copy text={text} />
          </>
        )
      }
    >
      {missing ? (
        <p className="small muted source-missing">
          {missing.message}. {missing.hint}
        </p>
      ) : (
        <Loaded query={source}>{(data) => <Shown source={data} isWhole={isWhole} />}</Loaded>
      )}
    </Panel>
  );
}

/** Why what is defined has no C# to show; null where something else went wrong, or nothing. */
const whyNot = (error: unknown) => (error instanceof ApiError ? (error.findings.find((finding) => finding.code === "QRN5199") ?? null) : null);

const excerptOf = (source: Source) => linesOf(source.text).slice(source.first_line - source.text_line, source.last_line - source.text_line + 1).join("\n");

const MOST_LINES = 4_000;

function Shown({ source, isWhole }: { source: Source; isWhole: boolean }) {
  const end = useMemo(() => source.text_line + linesOf(source.text).length - 1, [source]);
  const marked = { first: source.first_line, last: Math.min(source.last_line, end) };
  const wanted = isWhole ? { first: source.text_line, last: end } : marked;
  const shown = around(wanted, marked);
  return (
    <div className="stack gap-3">
      <CodeLines text={source.text} from={source.text_line} shown={shown} marked={isWhole ? marked : null} label={`C# of ${source.member}, lines ${source.first_line} to ${source.last_line} of ${source.file}`} />
      {(shown.first > wanted.first || shown.last < wanted.last || source.last_line > end) && (
        <p className="small muted">
          It is long: lines {count(shown.first)} to {count(shown.last)} are shown{isWhole && ` of ${count(end)}`}. Copy takes {isWhole ? "all" : "what is here"}.
        </p>
      )}
      {!source.is_whole && <p className="small muted">The file is too long to be shown whole.</p>}
    </div>
  );
}

/** So many lines as a page bears, those that are marked among them. */
function around(wanted: Stretch, marked: Stretch): Stretch {
  if (wanted.last - wanted.first < MOST_LINES) return wanted;
  const first = Math.max(wanted.first, Math.min(marked.first - MOST_LINES / 4, wanted.last - MOST_LINES + 1));
  return { first, last: Math.min(wanted.last, first + MOST_LINES - 1) };
}
