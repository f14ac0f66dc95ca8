import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { amountsFrom, amountsToArray, formatAmount, formatQuantity, type Hex, InputError } from "zke-insurance-fund";
import {
  type Bundle,
  type LiquidationFormat,
  type LiquidationInput,
  type PositionTable,
  readLiquidationsCsv,
  readPositionsCsv,
  settleTables,
} from "zke-insurance-fund/bundle";
import { identityOf, periodOf, type VectorCase } from "../support/vectors.ts";

export const POSITION_HEADER = "account,position,profit";
export const VALUE_HEADER = "liquidation,market,side,quantity,takeover_value,close_value,time";
export const PRICE_HEADER = "liquidation,market,side,quantity,takeover_price,close_price,time";
export const SECRET: Hex = `0x${"11".repeat(32)}`;
export const DECIMALS = 6;
export const PERIOD = { period: 1n, startTime: 1_760_129_700n, endTime: 1_760_130_420n } as const;
/** A second of the period, in Unix seconds. */
export const TIME = 1_760_130_000n;
export const FORMAT: LiquidationFormat = { ...PERIOD, decimals: DECIMALS };

type Content = string | Uint8Array;

const bytesOf = (content: Content) => (typeof content === "string" ? new TextEncoder().encode(content) : content);

/** Cuts bytes at the given places, taken modulo the length. */
export function cutAt(content: Content, places: readonly number[]): Uint8Array[] {
  const bytes = bytesOf(content);
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((start, i) => bytes.slice(start, cuts[i] ?? bytes.length));
}

export const positionsOf = (content: Content, decimals = DECIMALS): Promise<PositionTable> =>
  readPositionsCsv({ name: "p.csv", pieces: [bytesOf(content)] }, { decimals });

export const liquidationsOf = (
  content: Content,
  format: Partial<LiquidationFormat> = {},
): Promise<LiquidationInput[]> =>
  readLiquidationsCsv({ name: "l.csv", pieces: [bytesOf(content)] }, { ...FORMAT, ...format });

/** A table of positions as it is read, whatever the ids: some that no table may have are still to be written right. */
export function tableOf(positions: VectorCase["positions"]): PositionTable {
  const encoder = new TextEncoder();
  const ids = positions.map(({ account, position }) => encoder.encode(`${account}\0${position}`));
  const profits = positions.map(({ profit }) => BigInt(profit));
  const rows = profits.flatMap((profit, row) => (profit > 0n ? [row] : []));
  const ends = new Float64Array(ids.length);
  for (const [row, id] of ids.entries()) ends[row] = (ends[row - 1] ?? 0) + id.length;
  const bytes = new Uint8Array(ends.at(-1) ?? 0);
  for (const [row, id] of ids.entries()) bytes.set(id, (ends[row] as number) - id.length);
  return {
    ids: { count: ids.length, bytes, ends },
    count: rows.length,
    rows: Uint32Array.from(rows),
    profits: amountsFrom(rows.map((row) => profits[row] as bigint)),
  };
}

/** The profitable rows of a table, as text and base units. */
export function rowsOf({ ids, rows, profits }: PositionTable): { id: string; profit: bigint }[] {
  const amounts = amountsToArray(profits);
  return [...rows].map((row, i) => {
    const id = ids.bytes.subarray(row === 0 ? 0 : ids.ends[row - 1], ids.ends[row]);
    return { id: new TextDecoder("utf-8", { ignoreBOM: true }).decode(id), profit: amounts[i]! };
  });
}

/** Expects the caller's error whose one line is exactly this, or matches. */
export async function expectRefusal(run: Promise<unknown>, line: string | RegExp): Promise<void> {
  const outcome = await run.then(
    () => "nothing was refused",
    (error) => error,
  );
  expect(outcome, String(outcome)).to.be.instanceOf(InputError);
  if (typeof line === "string") expect(String(outcome)).to.equal(line);
  else expect(String(outcome)).to.match(line);
}

/** A field as it stands in a CSV file: quoted where it must be. */
export const csvField = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function positionsCsv(positions: VectorCase["positions"]): string {
  const rows = positions.map(({ account, position, profit }) => [account, position, formatAmount(BigInt(profit))]);
  return csvOf(POSITION_HEADER, rows);
}

export function liquidationsCsv(liquidations: VectorCase["liquidations"]): string {
  const rows = liquidations.map(({ liquidation, market, side, quantity, takeoverValue, closeValue, time }) => [
    liquidation,
    market,
    side,
    formatQuantity(BigInt(quantity)),
    formatAmount(BigInt(takeoverValue)),
    formatAmount(BigInt(closeValue)),
    time,
  ]);
  return csvOf(VALUE_HEADER, rows);
}

export function csvOf(header: string, rows: readonly (readonly string[])[]): string {
  return [header, ...rows.map((row) => row.map(csvField).join(","))].map((line) => `${line}\n`).join("");
}

/** Settles a case from its tables as text. */
export async function bundleOfCase(vector: VectorCase): Promise<Bundle> {
  const { secret, policy, positions, liquidations, settlement } = vector;
  const period = periodOf(settlement);
  return settleTables({
    ...period,
    identity: identityOf(vector),
    decimals: DECIMALS,
    rule: policy,
    secret,
    positions: await positionsOf(positionsCsv(positions)),
    liquidations: await liquidationsOf(liquidationsCsv(liquidations), period),
  });
}

/** Runs something with a folder of its own, which goes away again. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bundle-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
