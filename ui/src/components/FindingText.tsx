import type { Shapes } from "../api/client";

/** Something that is wrong, in a line: its code, what it is, and what would work. */
export const FindingText = ({ finding }: { finding: Pick<Shapes["FindingShape"], "code" | "message" | "hint"> }) => (
  <>
    <code>{finding.code}</code> <bdi>{finding.message}</bdi>
    {finding.hint && <span className="muted"> {finding.hint}</span>}
  </>
);
