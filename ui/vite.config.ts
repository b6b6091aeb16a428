import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Into artifacts, from where Quern.Server takes it. The names of files change with what they say, so that browsers may keep them for ever.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../artifacts/ui",
    emptyOutDir: true,
    target: "es2022",
    // Nothing inline: the policy of the server allows no script and no font that is not a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
