import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Run } from "./cli.ts";
import type { fundOnChain } from "./cli-on-chain.ts";
import type { Facts } from "./devnet.ts";

const POSITIONS =
  "account,position,profit\nalice,BTCUSDT,500\nbob,BTCUSDT,300\ncarol,ETHUSDT,150\ndave,BTCUSDT,50\nerin,BTCUSDT,-7\n";

/** A period that is to be settled, and how. */
export interface Period {
  readonly period: number;
  readonly start: string;
  readonly end: string;
  /** The bundle's folder; "period-<number>" unless given. */
  readonly name?: string;
  /** The options that say which fund it is for; the devnet's, without asking it, unless given. */
  readonly where?: readonly string[];
  /** How many times the usual loss of 100 there is: 1 unless given. */
  readonly times?: bigint;
  readonly more?: readonly string[];
}

/**
 * Settles periods by the command line: a loss of 100, of which the fund's quota is 20 and the head of three positions pays 80, and a
 * profit of 12.5.
 */
export function settlerOf({ fund, chainId }: Facts, cli: ReturnType<typeof fundOnChain>, folder: string) {
  const here = ["--fund", fund, "--chain-id", String(chainId), "--decimals", "6"];
  return async ({ period, start, end, name = `period-${period}`, where = here, times = 1n, more = [] }: Period) => {
    const [positions, liquidations, out] = ["p.csv", "l.csv", name].map((file) => join(folder, file)) as [
      string,
      string,
      string,
    ];
    await writeFile(positions, POSITIONS);
    await writeFile(
      liquidations,
      "liquidation,market,side,quantity,takeover_value,close_value,time\n" +
        `liq-1,BTCUSDT,long,0.001,${100n * times},0,${start}\n` +
        `liq-2,ETHUSDT,short,0.01,32.5,20,${start}\n`,
    );
    const tables = ["--positions", positions, "--liquidations", liquidations, "--out", out];
    const run = await cli.offline([
      "settle",
      ...tables,
      "--period",
      String(period),
      "--start",
      start,
      "--end",
      end,
      ...where,
      ...more,
    ]);
    expect(run.code, run.stderr).to.equal(0);
    return out;
  };
}

/** The one JSON value that a command printed. */
export function jsonOf({ stdout }: Run) {
  expect(stdout, "one line").to.match(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

/** What failed is told in a sentence on stderr, the last line there, and never by a stack trace. */
export function said({ stderr }: Run): string {
  expect(stderr).not.to.match(/\n\s+at /);
  return stderr.trimEnd().split("\n").at(-1)!;
}
