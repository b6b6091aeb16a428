import "@mantine/core/styles.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/page.css";
import "./styles/tables.css";
import "./styles/controls.css";
import "./styles/data.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError, jsonOf } from "./api/client";
import { LiveProvider } from "./api/live";
import { ZoneProvider } from "./format/time";
import { router } from "./router";
import { theme, variables } from "./theme";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Keys of entities are part of it, and may be numbers that a double cannot hold.
      queryKeyHashFn: (key) => jsonOf(key),
      // What the server refuses it refuses again; what is on its way may come.
      retry: (times, error) => times < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429),
      retryDelay: (times) => 500 * 2 ** times,
    },
  },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <ZoneProvider>
          <LiveProvider>
            <RouterProvider router={router} />
          </LiveProvider>
        </ZoneProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
