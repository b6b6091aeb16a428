import { useAnnotations } from "../../components/annotations";
import { Buckets } from "../../components/Buckets";
import { DefinitionLink } from "../../components/DefinitionLink";
import { Fact, Facts } from "../../components/Facts";
import { Panel } from "../../components/Panel";
import { count, counted } from "../../format/numbers";
import { bucketsOfSource } from "../monitors/watched";
import { WatchedSource } from "./WatchedSource";

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How many rows of a source there are by bucket, and whether that is usual. */
export function Volume({ source, isOwn }: { source: string; isOwn: boolean }) {
  const annotations = useAnnotations(`source:${source}`);
  return (
    <Panel title="Volume" end={!isOwn && <DefinitionLink kind="source" name={source} className="small mono" />} flush>
      <WatchedSource source={source}>
        {(watched) => {
          const rows = watched.buckets.map((bucket) => bucket.rows);
          return (
            <div className="note stack gap-4">
              <Buckets label={`Rows of ${source} by ${watched.every}`} buckets={bucketsOfSource(watched)} every={watched.every} annotations={annotations} />
              <Facts>
                <Fact name="Latest bucket">{counted(rows[rows.length - 1]!, "row")}</Fact>
                {rows.length > 1 && <Fact name="Usually">{count(median(rows.slice(0, -1)))}</Fact>}
                {watched.bad_rows > 0 && <Fact name="Left out">{count(watched.bad_rows)} that could not be read as declared</Fact>}
              </Facts>
            </div>
          );
        }}
      </WatchedSource>
    </Panel>
  );
}
