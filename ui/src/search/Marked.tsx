import { useMemo } from "react";

/** Text with the words that were searched for marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  const parts = useMemo(() => {
    const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return words.length === 0 ? [text] : text.split(new RegExp(`(${words.join("|")})`, "iu"));
  }, [text, query]);
  return <bdi>{parts.map((part, at) => (at % 2 === 1 ? <mark key={at}>{part}</mark> : part))}</bdi>;
}
