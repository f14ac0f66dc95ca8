import { ChainError } from "../../errors.ts";
import type { ChainNode } from "../reader.ts";

/** What is offered for a unit of gas, in wei. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

const USUAL_TIP = 1_000_000_000n;
// A node takes another transaction of the same nonce if both fees are at least a tenth higher.
const RAISE = { numerator: 5n, denominator: 4n };
const LEAST_RAISE = { numerator: 11n, denominator: 10n };
// Who offers so many times what is usual and is not mined does not wait for higher fees.
const MOST_TIMES = 10n;

/** Fees that a transaction is likely to be mined with: room for the base fee to double, and the node's idea of a tip. */
export async function suggestedFees(provider: ChainNode, limit?: bigint): Promise<Fees> {
  const block = await provider.getBlock("latest");
  const base = block?.baseFeePerGas ?? null;
  if (base === null) throw new ChainError("This chain has no base fee (EIP-1559); such chains are not supported.");
  const tip = await provider.send<string>("eth_maxPriorityFeePerGas", []).then(BigInt, () => USUAL_TIP);
  return limited({ maxFeePerGas: 2n * base + tip, maxPriorityFeePerGas: tip }, limit);
}

/**
 * Fees by which a stuck transaction is replaced, both higher; undefined if the limit leaves no room, or fees are not what
 * it waits for: it offers ten times what is suggested.
 */
export function raisedFees(old: Fees, suggested: Fees, limit?: bigint): Fees | undefined {
  const usualTip = greater(suggested.maxPriorityFeePerGas, USUAL_TIP);
  if (old.maxPriorityFeePerGas >= MOST_TIMES * usualTip) return undefined;
  const raise = (fee: bigint, now: bigint) => greater((fee * RAISE.numerator) / RAISE.denominator + 1n, now);
  const fees = limited(
    {
      maxFeePerGas: raise(old.maxFeePerGas, suggested.maxFeePerGas),
      maxPriorityFeePerGas: raise(old.maxPriorityFeePerGas, suggested.maxPriorityFeePerGas),
    },
    limit,
  );
  const enough = (fee: bigint, before: bigint) => fee * LEAST_RAISE.denominator >= before * LEAST_RAISE.numerator;
  const taken =
    enough(fees.maxFeePerGas, old.maxFeePerGas) && enough(fees.maxPriorityFeePerGas, old.maxPriorityFeePerGas);
  return taken ? fees : undefined;
}

function limited({ maxFeePerGas, maxPriorityFeePerGas }: Fees, limit: bigint | undefined): Fees {
  if (limit === undefined || maxFeePerGas <= limit) return { maxFeePerGas, maxPriorityFeePerGas };
  return { maxFeePerGas: limit, maxPriorityFeePerGas: maxPriorityFeePerGas < limit ? maxPriorityFeePerGas : limit };
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
