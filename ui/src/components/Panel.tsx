import type { UseQueryResult } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { ApiError } from "../api/client";

/** What to do about what went wrong: its code has a page among the errors of the documentation. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const findings = error instanceof ApiError ? error.findings : [{ message: "This part of the page failed.", code: null, hint: error instanceof Error ? error.message : String(error) }];
  return (
    <div className="trouble" role="alert">
      {findings.map((finding, at) => (
        <div key={at}>
          <strong>{finding.message}</strong>
          {finding.hint && <p className="muted">{finding.hint}</p>}
          {finding.code && <code className="small muted">{finding.code}</code>}
        </div>
      ))}
      {retry && (
        <p className="small">
          <button type="button" className="text-button" onClick={retry}>Try again</button>
        </p>
      )}
    </div>
  );
}

/** Keeps what fails inside a panel inside it. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError = (error: unknown) => ({ error });

  override render() {
    return this.state.error === null ? this.props.children : <Trouble error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}

interface PanelProps {
  title: ReactNode;
  end?: ReactNode;
  /** Whether what is inside goes to the edges. */
  flush?: boolean;
  children: ReactNode;
  className?: string;
}

/** A part of a page with a title of its own, that fails alone. */
export function Panel({ title, end, flush, children, className }: PanelProps) {
  return (
    <section className={`panel ${className ?? ""}`}>
      <header>
        <h2>{title}</h2>
        {end && <div className="end">{end}</div>}
      </header>
      <div className={flush ? "" : "body"}>
        <Boundary>{children}</Boundary>
      </div>
    </section>
  );
}

/** Stands where something will come, in its size, and says that it is on its way. */
export const Loading = ({ lines = 3 }: { lines?: number | undefined }) => (
  <div role="status" aria-label="Loading">
    <div className="skeletons" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" style={{ width: `${92 - ((line * 17) % 40)}%` }} />
      ))}
    </div>
  </div>
);

/** Whether the server refused what it was asked. That it does not answer at all the page says once, for everything. */
const isRefused = (error: unknown) => !(error instanceof ApiError && error.status === 0);

/** What was asked for, once it is there; meanwhile its outline, and what went wrong instead of it, or above it where it was asked for again. */
export function Loaded<T>({ query, children, lines }: { query: Pick<UseQueryResult<T>, "data" | "error"> & { refetch: () => unknown }; children: (data: T) => ReactNode; lines?: number }) {
  const trouble = query.error && <Trouble error={query.error} retry={() => void query.refetch()} />;
  if (query.data === undefined) return trouble ?? <Loading lines={lines} />;
  return (
    <>
      {isRefused(query.error) && trouble}
      {children(query.data)}
    </>
  );
}

/** Says why there is nothing, and what would make that something. */
export const Empty = ({ title, isPage, children }: { title: string; isPage?: boolean; children?: ReactNode }) => (
  <div className="empty">
    {isPage ? <h1>{title}</h1> : <strong>{title}</strong>}
    {children}
  </div>
);

/** Stands where a page needs definitions, and there are none. */
export const NothingDefined = () => (
  <section className="panel">
    <Empty title="Nothing is defined yet">
      <p>
        Run <code>quern apply</code> in the project.
      </p>
    </Empty>
  </section>
);
