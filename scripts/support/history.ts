// A made-up history of a fund on a local chain: months of periods with all that can happen to them, played in seconds. Tests audit
// it, and the demo shows it.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settlement } from "zke-insurance-fund";
import { type Bundle, writeBundle } from "zke-insurance-fund/bundle";
import { createAgenda } from "./agenda.ts";
import { type Devnet, startDevnet } from "./devnet.ts";
import { durationOf, type HistoryOptions, planHistory } from "./history-plan.ts";
import { playHistory } from "./history-player.ts";
import type { Stage } from "./history-stage.ts";
import { movesOn } from "./local-moves.ts";
import { type DrawnLiquidation, merged, type PriceRow, pricesCsv } from "./seeded-prices.ts";

/** A settlement that was submitted, and where its bundle is. */
export interface PlayedSubmission {
  readonly period: bigint;
  /** The submission's serial number. */
  readonly serial: bigint;
  readonly settlement: Settlement;
  /** The bundle's folder, with its private part. */
  readonly folder: string;
  readonly dataURI: string;
  /** Whether it keeps the rule. */
  readonly honest: boolean;
}

export interface History {
  /** The chain, at the end of its history and still running. */
  readonly devnet: Devnet;
  /** All submissions, in the order of their serial numbers. */
  readonly submissions: readonly PlayedSubmission[];
  /** A file with the markets' prices in the minutes of all liquidations: market,time,low,high. */
  readonly prices: string;
  /** The liquidation that was closed at a price that its market did not have. */
  readonly mispriced?: (DrawnLiquidation & { readonly period: bigint }) | undefined;
}

/** Where a history takes place. */
export interface HistoryPlace {
  /** Where the chain listens; 0 takes a free port. */
  readonly port: number;
  /** When the history ends, in seconds since 1970. */
  readonly endTime: number;
  /** Where the bundles are written, each in a folder by its name, and beside them prices.csv. */
  readonly folder: string;
  /** What a bundle's name is put behind to make its address on chain; it ends with "/". */
  readonly baseURI: string;
}

/** Some months of an exchange: what the demo shows. */
export const MONTHS: Omit<HistoryOptions, "seed"> = {
  periods: 90,
  length: [86_400, 3 * 86_400],
  positions: [300, 3_000],
  liquidations: [20, 60],
  endowment: 2_000_000_000_000n,
  fates: { demanded: 0.08, silent: 0.02, false: 0.03, cancelled: 0.02 },
  chances: { storm: 0.05, donation: 0.04, transfer: 0.03, surplus: 0.03, unpaid: 0.1, withdrawal: 0.3 },
  policyChanges: 1,
  periodsWithFee: 0,
  tail: 9_000,
  finale: true,
};

/** Many small periods with much of everything: what the books are tried on. */
export const TURMOIL: Omit<HistoryOptions, "seed"> = {
  periods: 200,
  length: [7_200, 2 * 86_400],
  positions: [0, 40],
  liquidations: [0, 12],
  endowment: 5_000_000_000n,
  fates: { demanded: 0.2, silent: 0.1, false: 0.15, cancelled: 0.1 },
  chances: { storm: 0.1, donation: 0.2, transfer: 0.15, surplus: 0.2, unpaid: 0.3, withdrawal: 0.4 },
  policyChanges: 4,
  periodsWithFee: 30,
  tail: 86_400,
  finale: false,
};

/**
 * Starts a chain and plays a history on it. All of it follows from the options and the end time.
 *
 * @throws {Error} if the port is taken
 */
export async function startHistory(options: HistoryOptions, place: HistoryPlace): Promise<History> {
  const plan = planHistory(options);
  const startTime = place.endTime - durationOf(plan, options);
  const devnet = await startDevnet(place.port, startTime);
  try {
    const { connection, local } = devnet;
    const submissions: PlayedSubmission[] = [];
    const quotes: PriceRow[] = [];
    let mispriced: History["mispriced"];
    const quote: Stage["quote"] = (period, seeded) => {
      quotes.push(...seeded.prices);
      if (seeded.mispriced !== undefined) mispriced = { ...seeded.mispriced, period };
    };
    const moves = await movesOn(connection, local);
    const agenda = createAgenda();
    const publish = async (bundle: Bundle, honest: boolean) => {
      const { settlement } = bundle.document;
      const { period } = settlement;
      const earlier = submissions.filter((submission) => submission.period === period).length;
      const name = earlier === 0 ? `${period}` : `${period}-${earlier + 1}`;
      const folder = join(place.folder, name);
      await writeBundle(folder, bundle);
      const serial = BigInt(submissions.length + 1);
      const submission = { period, serial, settlement, folder, dataURI: `${place.baseURI}${name}/`, honest };
      submissions.push(submission);
      return submission;
    };
    await playHistory(plan, options.endowment, { startTime, local, moves, agenda, quote, publish });
    await agenda.runUntil(place.endTime);
    await moves.mine(place.endTime);
    const prices = join(place.folder, "prices.csv");
    await mkdir(place.folder, { recursive: true });
    await writeFile(prices, pricesCsv(merged(quotes)));
    return { devnet, submissions, prices, mispriced };
  } catch (error) {
    await devnet.close();
    throw error;
  }
}
