import { Link } from "@tanstack/react-router";
import { Empty } from "../components/Panel";

export const NotFound = () => (
  <section className="panel">
    <Empty isPage title="There is no page here">
      <p>
        The address may be mistyped. <Link to="/">Search from the start page</Link>.
      </p>
    </Empty>
  </section>
);
