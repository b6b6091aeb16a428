import type { Annotation } from "./annotations";
import { CommitLink } from "./CommitLink";
import "./annotations.css";

const SHOWN = 5;

/** Says what the dashed lines of a chart stand for, with a link to each apply; nothing where there are none. */
export function AnnotationKey({ annotations }: { annotations: readonly Annotation[] }) {
  if (annotations.length === 0) return null;
  return (
    <span>
      <span className="annotation-key" /> definition changed:
      {annotations.slice(-SHOWN).map(({ commit, text }) => (
        <span key={commit} title={text}>
          <CommitLink number={commit}>#{commit}</CommitLink>
        </span>
      ))}
      {annotations.length > SHOWN && <span>and {annotations.length - SHOWN} before</span>}
    </span>
  );
}
