// The fund's whole story on a chain of its own, in a screenful: credits, a settlement, its window, payment, a trader's check and a
// forgery. Run by `npm run demo`, or with real tables: `npm run demo -- --positions FILE --liquidations FILE`.
import { parseArgs } from "node:util";
import { tellStory } from "./support/story.ts";

const USAGE = `usage: npm run demo [-- --positions FILE --liquidations FILE] [--seed NUMBER]

Settles one period on a local chain that lives as long as the command: a made-up one, or that of two tables.

  --positions FILE     account,position,profit
  --liquidations FILE  liquidation,market,side,takeover_value,close_value (or quantity,takeover_price,close_price)
  --seed NUMBER        another made-up period (default 1)`;

function optionsOf(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      positions: { type: "string" },
      liquidations: { type: "string" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const { positions, liquidations, seed } = values;
  if ((positions === undefined) !== (liquidations === undefined)) {
    throw new Error("--positions and --liquidations belong together; give both or neither");
  }
  if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed is "${seed}"; expected a number from 0 to 999999999`);
  const files = positions === undefined || liquidations === undefined ? undefined : { positions, liquidations };
  return { files, seed: Number(seed) };
}

try {
  await tellStory(optionsOf(process.argv.slice(2)), (...lines) => console.log(lines.join("\n")));
  process.exit(0);
} catch (error) {
  console.error(`demo: ${error instanceof Error ? `${error}`.replace(/^Error: /, "") : error}`);
  process.exit(2);
}
