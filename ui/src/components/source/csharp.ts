/** A piece of code: what it is, for the colours, and its text. */
export type Token = readonly [kind: string | null, text: string];

const WORDS =
  "abstract as async await base bool break byte case catch char class const continue decimal default delegate do double dynamic else enum event explicit extern false field file finally fixed float for foreach get global goto if implicit in init int interface internal is lock long managed nameof namespace new not null object operator or out override params partial private protected public readonly record ref required return sbyte scoped sealed set short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unmanaged unsafe ushort using value var virtual void volatile when where while with yield";

// A text may go over lines: verbatim, or raw between three quotation marks and more.
const TOKENS = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|^[ \t]*#[^\r\n]*)`,
    String.raw`(?<string>\$*(?<quotes>"{3,})[\s\S]*?(?:\k<quotes>"*|$)|(?:@\$?|\$@)"(?:[^"]|"")*"?|\$?"(?:[^"\\\r\n]|\\.)*"?|'(?:[^'\\\r\n]|\\.)*'?)`,
    String.raw`(?<number>\b(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)[uUlLfFdDmM]*\b)`,
    `(?<word>(?<![@\\w])(?:${WORDS.replaceAll(" ", "|")})\\b)`,
    String.raw`(?<type>(?<![.\w])[A-Z]\w*)`,
    String.raw`(?<name>@?\w+)`,
  ].join("|"),
  "gm",
);

const KINDS = ["comment", "string", "number", "word", "type"] as const;

/** Where a line of C# ends. */
const LINE_END = /\r\n|[\r\n\u0085\u2028\u2029]/;

/** The lines of a text, as C# counts them. */
export const linesOf = (text: string): readonly string[] => text.split(LINE_END);

/** C#, line by line, its pieces told apart. */
export function tokenLines(text: string): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]];
  const add = (kind: string | null, piece: string) =>
    linesOf(piece).forEach((part, at) => {
      if (at > 0) lines.push([]);
      if (part !== "") lines[lines.length - 1]!.push([kind, part]);
    });
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const kind = KINDS.find((candidate) => match.groups![candidate] !== undefined);
    if (!kind) continue;
    add(null, text.slice(end, match.index));
    add(kind, match[0]);
    end = match.index + match[0].length;
  }
  add(null, text.slice(end));
  return lines;
}
