import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { randomOf } from "../support/random.ts";
import { TAIL_INDEX } from "./positions.ts";

const MARKETS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT", "BNBUSDT", "ADAUSDT", "LINKUSDT"];
const LIQUIDATIONS = 10_000;
const PIECE = 1 << 20;
/** When the first liquidation was closed; one follows a second. */
export const START = 1_760_000_000;
/** When the period ends, at the earliest. */
export const END = START + LIQUIDATIONS;

/** An exchange's tables of one period, in a folder. */
export interface Tables {
  readonly positions: string;
  readonly liquidations: string;
}

/** Writes an exchange's tables as CSV: so many positions, all with a profit, and some thousand liquidations. Seeded. */
export async function writeTables(folder: string, count: number): Promise<Tables> {
  const tables = { positions: join(folder, "positions.csv"), liquidations: join(folder, "liquidations.csv") };
  await writeLines(tables.positions, "account,position,profit", positionLines(count));
  await writeLines(
    tables.liquidations,
    "liquidation,market,side,quantity,takeover_value,close_value,time",
    liquidationLines(),
  );
  return tables;
}

/** The account and position id of a row of the table of positions. */
export function idsOfRow(row: number): { account: string; position: string } {
  // A trader has some positions; their ids are the exchange's.
  const account = 10_000_000 + ((Math.imul(row >>> 1, 0x9e3779b1) >>> 0) % 90_000_000);
  return { account: String(account), position: `${MARKETS[row % MARKETS.length]}-${row}` };
}

function* positionLines(count: number): Generator<string> {
  const random = randomOf(count);
  for (let row = 0; row < count; row++) {
    const { account, position } = idsOfRow(row);
    yield `${account},${position},${tokens(Math.ceil(1e6 * (1 - random()) ** (-1 / TAIL_INDEX)))}`;
  }
}

function* liquidationLines(): Generator<string> {
  const random = randomOf(LIQUIDATIONS);
  for (let row = 0; row < LIQUIDATIONS; row++) {
    const takeover = Math.ceil(1e9 * (1 - random()) ** (-1 / TAIL_INDEX));
    const close = Math.ceil(takeover * (0.97 + 0.04 * random()));
    yield `liq-${row},${MARKETS[row % MARKETS.length]},${row % 2 ? "long" : "short"},1,${tokens(takeover)},${tokens(close)},${START + row}`;
  }
}

/** Base units below 2^53 as tokens with 6 decimals. */
function tokens(units: number): string {
  return `${Math.floor(units / 1e6)}.${String(units % 1e6).padStart(6, "0")}`;
}

async function writeLines(path: string, header: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  let piece = `${header}\n`;
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    await write(file, piece);
    piece = "";
  }
  file.end(piece);
  await once(file, "close");
}

async function write(file: WriteStream, text: string): Promise<void> {
  if (!file.write(text)) await once(file, "drain");
}
