import type { Hex } from "../../columns/hex.ts";
import type { ChainReader } from "../reader.ts";
import { revertOf } from "../reverts.ts";
import { sleep } from "./options.ts";

/** A call, as it is sent. */
export interface Call {
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
}

const TRIES = 24;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;

/**
 * How much gas a call takes. A refusal counts if the call is refused in a block, too, in which all is done that the account has
 * done: a node that is behind does not know an approval that was just made.
 *
 * @param newest such a block, as `Sender.newest` says it
 * @throws what the reader throws
 */
export async function estimateGas(
  reader: Pick<ChainReader, "estimateGas" | "call">,
  call: Call,
  newest: () => Promise<number>,
): Promise<bigint> {
  for (let tries = 1, pause = FIRST_PAUSE; ; tries++, pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await reader.estimateGas(call);
    } catch (error) {
      if (revertOf(error) === undefined || tries === TRIES) throw error;
      await requireAccepted(reader, call, await newest());
    }
    await sleep(pause);
  }
}

/** @throws the refusal of a call in a block */
async function requireAccepted(reader: Pick<ChainReader, "call">, call: Call, blockTag: number): Promise<void> {
  try {
    await reader.call({ ...call, blockTag });
  } catch (error) {
    // What is no refusal says nothing of the call.
    if (revertOf(error) !== undefined) throw error;
  }
}
