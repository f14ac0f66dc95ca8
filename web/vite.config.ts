import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

// Addresses are relative, so that the page works under any path of any static host.
export default defineConfig({
  base: "./",
  plugins: [solid()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    // A page that inlines nothing needs no exception from its Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What a view that is asked for imports, the browser finds by itself: the lists of it would weigh a kilobyte at the start.
      resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []),
    },
    // How long plugins take is no news to who builds the page.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
