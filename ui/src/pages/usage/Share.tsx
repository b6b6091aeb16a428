import { roughShare } from "../../format/numbers";
import "./usage.css";

/** A share of 1 as a bar beside its words. */
export const Share = ({ of }: { of: number }) => (
  <span className="share">
    <span className="share-room" aria-hidden="true">
      {of > 0 && <span className="share-bar" style={{ width: `${Math.min(1, of) * 100}%` }} />}
    </span>
    <span className="small nums">{roughShare(of)}</span>
  </span>
);
