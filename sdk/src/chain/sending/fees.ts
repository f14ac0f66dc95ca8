import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import { formatAmount } from "../../rule/amount.ts";
import type { ChainNode } from "../reader.ts";

/** What is offered for a unit of gas, in wei. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** What is likely to be mined soon. */
export interface Suggestion extends Fees {
  /** What every transaction of the newest block pays, and no tip is. */
  readonly baseFee: bigint;
}

/** Within what fees are offered, in wei a unit of gas. */
export interface FeeTerms {
  /** Never more than this, the tip included. */
  readonly feeLimit?: bigint | undefined;
  /** The first offer's tip, instead of what the node suggests. */
  readonly tip?: bigint | undefined;
}

const USUAL_TIP = 1_000_000_000n;
// A node takes another transaction of the same nonce if both fees are at least a tenth higher.
const RAISE = { numerator: 5n, denominator: 4n };
const LEAST_RAISE = { numerator: 11n, denominator: 10n };
// Who offers so many times what is usual and is not mined does not wait for a higher tip.
const MOST_TIMES = 10n;
// From nearly nothing, a quarter more is nothing, too: a raise offers a tip of this part of the fees, or of what is usual.
const FLOOR_PART = 8n;
const FLOOR_OF_USUAL = 10n;
const GWEI_DECIMALS = 9;

/** Fees that a transaction is likely to be mined with: room for the base fee to double, and the node's idea of a tip. */
export async function suggestedFees(provider: ChainNode, { tip }: FeeTerms = {}): Promise<Suggestion> {
  const block = await provider.getBlock("latest");
  const baseFee = block?.baseFeePerGas ?? undefined;
  if (baseFee === undefined) throw failed(SENDING, "noBaseFee", {}, { kind: "foreign" });
  const offered = tip ?? (await usualTip(provider));
  return { baseFee, maxFeePerGas: 2n * baseFee + offered, maxPriorityFeePerGas: offered };
}

/** Some nodes do not know the question, or answer nothing. */
const usualTip = (provider: ChainNode) =>
  provider.send<string>("eth_maxPriorityFeePerGas", []).then(BigInt, () => USUAL_TIP);

/** The first offer: what is suggested, within the limit. */
export function firstFees({ maxFeePerGas, maxPriorityFeePerGas }: Fees, { feeLimit }: FeeTerms): Fees {
  return limited({ maxFeePerGas, maxPriorityFeePerGas }, feeLimit);
}

/**
 * Fees by which a stuck transaction is replaced, both higher. They rise on while the offer leaves no room for the base fee to
 * double; above that, the tip ends at ten times what is suggested.
 *
 * @param leastTip what the node says that it wants at least
 * @returns undefined if the limit leaves no room, or fees are not what it waits for
 */
export function raisedFees(old: Fees, suggested: Fees, limit?: bigint, leastTip = 0n): Fees | undefined {
  const usual = greater(greater(suggested.maxPriorityFeePerGas, USUAL_TIP), leastTip);
  const isDear = old.maxPriorityFeePerGas >= MOST_TIMES * usual;
  if (isDear && old.maxFeePerGas >= suggested.maxFeePerGas) return undefined;
  // The tip of an offer that only lacks the base fee rises no more than nodes want it to.
  const { numerator, denominator } = isDear ? LEAST_RAISE : RAISE;
  const more = (fee: bigint) => (fee * numerator) / denominator + 1n;
  const tip = [more(old.maxPriorityFeePerGas), suggested.maxPriorityFeePerGas, leastTip, floorOf(suggested)].reduce(
    greater,
  );
  const maxFee = [more(old.maxFeePerGas), suggested.maxFeePerGas, tip].reduce(greater);
  const fees = limited({ maxFeePerGas: maxFee, maxPriorityFeePerGas: tip }, limit);
  const enough = (fee: bigint, before: bigint) =>
    fee > before && fee * LEAST_RAISE.denominator >= before * LEAST_RAISE.numerator;
  const taken =
    enough(fees.maxFeePerGas, old.maxFeePerGas) && enough(fees.maxPriorityFeePerGas, old.maxPriorityFeePerGas);
  return taken ? fees : undefined;
}

/**
 * Why an offer within the limit cannot be mined now; undefined if it can.
 *
 * @example
 * limitProblem({ baseFee: 30_000_000_000n }, 20_000_000_000n) // "the base fee is 30 gwei, and the limit (--max-fee) 20 gwei: ..."
 */
export function limitProblem({ baseFee }: Pick<Suggestion, "baseFee">, limit: bigint | undefined): string | undefined {
  if (limit === undefined || baseFee <= limit) return undefined;
  return `the base fee is ${gweiText(baseFee)}, and the limit (--max-fee) ${gweiText(limit)}: it waits until the base fee falls, or the limit is raised`;
}

/** A fee for a person. */
const gweiText = (fee: bigint) => `${formatAmount(fee, GWEI_DECIMALS)} gwei`;

function floorOf({ maxFeePerGas }: Fees): bigint {
  const part = maxFeePerGas / FLOOR_PART;
  const most = USUAL_TIP / FLOOR_OF_USUAL;
  return part === 0n || part > most ? most : part;
}

function limited({ maxFeePerGas, maxPriorityFeePerGas }: Fees, limit: bigint | undefined): Fees {
  if (limit === undefined || maxFeePerGas <= limit) return { maxFeePerGas, maxPriorityFeePerGas };
  return { maxFeePerGas: limit, maxPriorityFeePerGas: maxPriorityFeePerGas < limit ? maxPriorityFeePerGas : limit };
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
