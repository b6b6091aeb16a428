import { Button, CopyButton } from "@mantine/core";
import { useMemo } from "react";
import { Icon } from "./Icon";

const TOKENS =
  /(?<comment>\/\/.*|#.*|--.*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<number>\b\d[\d_.]*(?:[eE][+-]?\d+)?(?:d|h|m|s)?\b)|(?<word>\b(?:var|new|await|using|public|static|from|import|def|return|with|SELECT|FROM|WHERE|AND|ORDER|BY|LIMIT|AS|LEFT|JOIN|ON|curl|over|of|entity|key|source|filter|event_time|known_at|where|ttl|hop|true|false|null|None|True|False)\b)|(?<type>\b(?:Count|CountWhere|Mean|Sum|Min|Max|Quantile|LastN|FirstN|DistinctCount|String|Int64|Int32|Float64|Boolean|Timestamp|[A-Z][a-z]+(?:[A-Z][a-z]*)+)\b)/g;

type Token = readonly [kind: string | null, text: string];

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > end) found.push([null, text.slice(end, match.index)]);
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? null;
    found.push([kind, match[0]]);
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push([null, text.slice(end)]);
  return found;
}

const LONGEST = 20_000;

/** Code with its words told apart; long text is left as it is. */
export function Code({ children, label }: { children: string; label: string }) {
  const parts = useMemo<Token[]>(() => (children.length > LONGEST ? [[null, children]] : tokens(children)), [children]);
  return (
    <div className="code" role="region" aria-label={label} tabIndex={0}>
      <pre>
        {parts.map(([kind, text], at) => (kind ? <span key={at} className={`tok-${kind}`}>{text}</span> : text))}
      </pre>
    </div>
  );
}

export const Copy = ({ text, label = "Copy" }: { text: string; label?: string }) => (
  <CopyButton value={text}>
    {({ copied, copy }) => (
      <Button size="compact-sm" variant="default" onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} size={14} />}>
        {copied ? "Copied" : label}
      </Button>
    )}
  </CopyButton>
);
