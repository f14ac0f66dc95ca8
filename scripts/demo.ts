// The fund's whole story on a chain of its own, in a screenful: credits, a settlement, its window, payment, a trader's check and a
// forgery. Run by `npm run demo`, or with real tables: `npm run demo -- --positions FILE --liquidations FILE`. With --web, the public's
// page before a chain with some months of a fund's history.
import { parseArgs } from "node:util";
import { tellStory } from "./support/story.ts";
import { startWebDemo, type WebDemo } from "./support/web-demo.ts";

const USAGE = `usage: npm run demo [-- --positions FILE --liquidations FILE] [--seed NUMBER]
       npm run demo -- --web [--port PORT] [--seed NUMBER]

Settles one period on a local chain that lives as long as the command: a made-up one, or that of two tables. With --web, serves the
public's page on this machine, with some months of a made-up fund's history, until it is stopped.

  --positions FILE     account,position,profit
  --liquidations FILE  liquidation,market,side,quantity,takeover_value,close_value,time (or takeover_price,close_price)
  --seed NUMBER        another made-up period or history (default 1)
  --web                the page
  --port PORT          where the page is served on 127.0.0.1 (default 8080; 0 takes a free one)`;

const LARGEST_PORT = 65_535;
const PATIENCE = 2_000;

function optionsOf(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      positions: { type: "string" },
      liquidations: { type: "string" },
      seed: { type: "string", default: "1" },
      web: { type: "boolean", default: false },
      port: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const { positions, liquidations, seed, web, port } = values;
  if ((positions === undefined) !== (liquidations === undefined)) {
    throw new Error("--positions and --liquidations belong together; give both or neither");
  }
  if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed is "${seed}"; expected a number from 0 to 999999999`);
  if (web && positions !== undefined) throw new Error("--web shows a made-up history; it takes no tables");
  if (!web && port !== undefined) throw new Error("--port is where the page is served; it belongs to --web");
  const files = positions === undefined || liquidations === undefined ? undefined : { positions, liquidations };
  return { files, seed: Number(seed), web, port: portOf(port ?? "8080") };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LARGEST_PORT) return port;
  throw new Error(`--port is "${text}"; expected a number from 0 to ${LARGEST_PORT}`);
}

async function showPage(options: { readonly port: number; readonly seed: number }): Promise<void> {
  console.log("Playing some months of a fund's history on a local chain ...");
  const starting = startWebDemo(options);
  stopOnSignal(starting);
  const demo = await starting;
  const { rpc, fund } = demo.history.devnet.facts;
  const { right, forged, voided } = demo.statements;
  console.log(`
The page:  ${demo.address}
The chain: ${rpc}, fund ${fund}; a block comes every few seconds.

Statements to drop on its page "Check my share":
  ${right}   a trader's
  ${forged}  the same with half the share
  ${voided}  of a settlement that was voided

Ctrl-C ends it and removes what it wrote.`);
}

/** Ends on the first signal, within two seconds even if a browser holds its connections. */
function stopOnSignal(starting: Promise<WebDemo>): void {
  const stop = () => {
    setTimeout(() => process.exit(0), PATIENCE).unref();
    starting.then((demo) => demo.stop()).finally(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

try {
  const { web, port, ...options } = optionsOf(process.argv.slice(2));
  if (web) {
    await showPage({ ...options, port });
  } else {
    await tellStory(options, (...lines) => console.log(lines.join("\n")));
    process.exit(0);
  }
} catch (error) {
  console.error(`demo: ${error instanceof Error ? `${error}`.replace(/^Error: /, "") : error}`);
  process.exit(2);
}
