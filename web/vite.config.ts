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
    modulePreload: { polyfill: false },
    // How long plugins take is no news to who builds the page.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
