// What a made-up history is played with.
import { type Hex, keccak256, toHex } from "zke-insurance-fund";
import type { Bundle } from "zke-insurance-fund/bundle";
import type { Agenda } from "./agenda.ts";
import type { PlayedSubmission } from "./history.ts";
import type { DeployedFund } from "./local-fund.ts";
import type { Moves } from "./local-moves.ts";

/** What a history is played with. */
export interface Stage {
  /** When the fund opened, in seconds. */
  readonly startTime: number;
  readonly local: DeployedFund;
  readonly moves: Moves;
  readonly agenda: Agenda;
  /** Writes the bundle of the next submission. */
  publish(bundle: Bundle, honest: boolean): Promise<PlayedSubmission>;
}

/** Credits a sum to a period under its next number. */
export async function credit(
  time: number,
  period: bigint,
  { ref, amount }: { readonly ref: Hex; readonly amount: bigint },
  { local, moves }: Stage,
): Promise<void> {
  const { count } = await local.fund.credited(period);
  await moves.fund(time, local.operator.address, "credit", [period, count, [{ amount, ref }]]);
}

/** The hash of a text. */
export function hashOf(text: string): Hex {
  return toHex(keccak256(new TextEncoder().encode(text)));
}
