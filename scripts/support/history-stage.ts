// What a made-up history is played with.
import { type Hex, keccak256, toHex } from "zke-insurance-fund";
import type { Bundle } from "zke-insurance-fund/bundle";
import type { Agenda } from "./agenda.ts";
import type { PlayedSubmission } from "./history.ts";
import type { DeployedFund } from "./local-fund.ts";
import type { Moves } from "./local-moves.ts";
import type { SeededPeriod } from "./seeded-period.ts";

/** What a history is played with. */
export interface Stage {
  /** When the fund opened, in seconds. */
  readonly startTime: number;
  readonly local: DeployedFund;
  readonly moves: Moves;
  readonly agenda: Agenda;
  /** Notes what the markets' prices were, and what was not closed at one of them. */
  quote(period: bigint, seeded: Pick<SeededPeriod, "prices" | "mispriced">): void;
  /** Writes the bundle of the next submission. */
  publish(bundle: Bundle, honest: boolean): Promise<PlayedSubmission>;
}

/** A gain that is credited. */
export interface Gain {
  readonly ref: Hex;
  readonly amount: bigint;
}

/** Credits gains to a period under its next numbers: in one call, or, while the token takes a fee, each in its own. */
export async function creditAll(
  time: number,
  period: bigint,
  gains: readonly Gain[],
  { local, moves }: Stage,
): Promise<void> {
  const hasFee = (await local.token.basisPointsRate()) > 0n;
  for (const call of hasFee ? gains.map((gain) => [gain]) : [gains]) {
    const { count } = await local.fund.credited(period);
    await moves.fund(time, local.operator.address, "credit", [period, count, call]);
  }
}

/** The hash of a text. */
export function hashOf(text: string): Hex {
  return toHex(keccak256(new TextEncoder().encode(text)));
}
