import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";

// What every view stands on, in one file: apart, each of some twenty small ones would weigh a hundred bytes more.
const GROUND = new RegExp(
  [
    "node_modules/solid-js/|solid-js/web",
    "sdk/\\w+/(errors|masking|problems/(problem|fault|english/(amounts|basics))|rule/(amount|time|apportionment|policy))\\.",
    "sdk/\\w+/(chain/[\\w-]+|commitment/(keccak|header|leaves)|columns/hex|history/(movements|submissions|life|on-record))\\.",
    "web/src/(abi/\\w+|page|format|settings|nodes|latest|router|loaded-words|text/index)\\.",
    "web/src/parts/(amount|hash|notice|progress|data-table|failed-view|split-picture|line|connection-notices|next-steps|sign|time|csv-button)\\.",
    "web/src/chain/(block-times|chain-names|next-step|parts-of-loss|failure|live|repeat|token|flows|submissions|losses)\\.",
  ].join("|"),
);

// The SDK's checks of what a program gives (columns/given.ts): the page is compiled against the types, and each visitor would load them.
// What comes from outside (nodes, files, links) is checked where it is read, by none of these.
const UNCHECKED = {
  manualPureFunctions: [
    "requireGiven",
    "bigintOf",
    "countFrom",
    "ifGiven",
    "listOf",
    "oneOf",
    "partsOf",
    "withFunctions",
  ],
};

// Chats show a preview only of an address with its host, which no build knows by itself.
const HOME = process.env.PAGE_URL;
const wholePreview: Plugin = {
  name: "whole-preview",
  transformIndexHtml: (html) =>
    HOME === undefined ? html : html.replace('"./preview.png"', `"${new URL("preview.png", HOME).href}"`),
};

// Addresses are relative, so that the page works under any path of any static host.
export default defineConfig({
  base: "./",
  plugins: [solid(), wholePreview],
  // The page says itself what is wrong with a chain, in the visitor's language.
  resolve: {
    conditions: ["terse", ...defaultClientConditions],
    // All that the page needs of ethers.
    alias: [{ find: /^ethers$/, replacement: new URL("src/abi/index.ts", import.meta.url).pathname }],
  },
  // In one file without imports: Firefox starts workers of modules only since 2023.
  worker: { format: "iife", rolldownOptions: { treeshake: UNCHECKED } },
  build: {
    // What browsers of 2022 know; test/web/build.test.ts names the functions that they lack.
    target: ["chrome100", "edge100", "firefox100", "safari16"],
    // A page that inlines nothing needs no exception from its Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // What a view that is asked for imports, the browser finds by itself: the lists of it would weigh a kilobyte at the start.
      resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []),
    },
    // How long plugins take is no news to who builds the page.
    rolldownOptions: {
      checks: { pluginTimings: false },
      treeshake: UNCHECKED,
      output: { codeSplitting: { groups: [{ name: "ground", test: GROUND, includeDependenciesRecursively: false }] } },
    },
  },
});
