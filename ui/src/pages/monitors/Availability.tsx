import type { Shapes } from "../../api/client";
import { Badge } from "../../components/Badge";
import { Table } from "../../components/Table";
import { count, percent } from "../../format/numbers";

/** How promises that views are there, and young enough, were kept. */
export const Availability = ({ label, promises }: { label: string; promises: readonly Shapes["AvailabilityShape"][] }) => (
  <Table label={label} columns={["View", "Promise", { num: "Reads" }, { num: "Found it so" }, { num: "Missing" }, { num: "Older" }, "Kept"]}>
    {promises.map((promise) => (
      <tr key={promise.of}>
        <td className="mono nums">
          <bdi>{promise.of}</bdi>
        </td>
        <td className="nums">
          {percent(promise.promised)}
          {promise.within !== null && ` within ${promise.within}`}
        </td>
        <td className="num">{count(promise.reads)}</td>
        <td className="num">{promise.share === null ? "" : percent(Math.round(promise.share * 1e4) / 1e4)}</td>
        <td className="num">{count(promise.missing)}</td>
        <td className="num">{count(promise.older)}</td>
        <td>{promise.share === null ? <Badge>no reads</Badge> : <Badge tone={promise.kept ? "good" : "bad"}>{promise.kept ? "yes" : "no"}</Badge>}</td>
      </tr>
    ))}
  </Table>
);
