import type { RulePolicy } from "zke-insurance-fund";
import { type Bundle, settleTables, type TablesToSettle } from "zke-insurance-fund/bundle";
import { randomOf } from "../../../scripts/support/random.ts";
import { FORMAT, liquidationsOf, PERIOD, SECRET, tableOf, VALUE_HEADER } from "../tables/tables.ts";

export interface Trader {
  readonly account: string;
  readonly position: string;
}

const RULE: RulePolicy = { coverBps: 2000, headBps: 9000, basis: "head" };
/** An account has some seven positions. */
const POSITIONS_EACH = 7;
const IDENTITY = { chainId: 31_337n, fund: "0x5FbDB2315678afecb367f032d93F642f64180aa3" } as const;

const traderOf = (row: number, count: number): Trader => {
  return { account: `trader-${row % Math.ceil(count / POSITIONS_EACH)}`, position: `BTCUSDT-${row}` };
};

/** Whose the positions of `bundleOfTraders` are. */
export const tradersOf = (count: number): Trader[] => Array.from({ length: count }, (_, row) => traderOf(row, count));

async function inputOf(
  count: number,
  nameOf: (row: number) => Trader = (row) => traderOf(row, count),
  rule: RulePolicy = RULE,
): Promise<TablesToSettle> {
  const random = randomOf(count + 1);
  const rows = Array.from({ length: count }, (_, row) => {
    const { account, position } = nameOf(row);
    return { account, position, profit: String(1 + Math.floor(1e9 * random() ** 3)) };
  });
  return {
    ...FORMAT,
    ...PERIOD,
    identity: IDENTITY,
    rule,
    secret: SECRET,
    positions: tableOf(rows),
    liquidations: await liquidationsOf(`${VALUE_HEADER}\nliq-1,BTCUSDT,long,1,1000,0,1760130000\n`),
  };
}

/** A settled period of so many positions with profits, seeded; some accounts have several. */
export async function bundleOfTraders(...input: Parameters<typeof inputOf>): Promise<Bundle> {
  return settleTables(await inputOf(...input));
}
bundleOfTraders.input = inputOf;
