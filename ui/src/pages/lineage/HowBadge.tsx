import type { How } from "./planned";

const SIGNS: Record<How, string> = { add: "+", change: "~", remove: "−", reads: "→" };
const WORDS: Record<How, string> = { add: "added", change: "changes", remove: "goes", reads: "reads it" };
const TONES: Record<How, string> = { add: "good", change: "warn", remove: "bad", reads: "accent" };

const known = (how: string): How => (how in WORDS ? (how as How) : "reads");

/** What a plan does to a definition: in a word, a sign and a colour. */
export const HowBadge = ({ how }: { how: string }) => (
  <span className="badge how" data-tone={TONES[known(how)]}>
    <span aria-hidden="true">{SIGNS[known(how)]}</span> {WORDS[known(how)]}
  </span>
);
