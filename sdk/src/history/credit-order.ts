import type { CreditEntry } from "../chain/events.ts";
import type { Hex } from "../columns/hex.ts";
import { isWord } from "../columns/hex.ts";
import type { InputError, InputErrorDetails } from "../errors.ts";
import { CREDITS } from "../problems/english/credits.ts";
import { type ArgsOf, refused } from "../problems/problem.ts";

/** A liquidation's profit for the fund: base units, above zero, and the exchange's own reference (see `refOf`). */
export interface CreditAsked extends CreditEntry {
  /** What the reference was made of; for errors. */
  readonly name?: string | undefined;
  /** Where it was read; for errors. */
  readonly place?: InputErrorDetails | undefined;
}

/** Liquidations' profits of one period. */
export interface CreditOrder {
  readonly period: bigint;
  /** Any number of them; none twice. */
  readonly credits: readonly CreditAsked[];
  /** The sequence number that the first of them must have; whatever comes next unless given. */
  readonly sequence?: bigint | undefined;
}

const AMOUNT_BITS = 128n;

/**
 * Checks an order by itself.
 *
 * @throws {InputError} naming the first credit whose reference is not 32 bytes or is there twice, or whose amount is not above zero
 */
export function assertCreditOrder({ credits }: CreditOrder): void {
  const seen = new Map<Hex, CreditAsked>();
  for (const asked of credits) {
    assertAmount(asked);
    if (!isWord(asked.ref)) {
      throw refusal(asked, "referenceMalformed", {}, { got: String(asked.ref) });
    }
    const before = seen.get(keyOf(asked.ref));
    if (before !== undefined) {
      throw refusal(asked, "referenceTwice", { line: before.place?.line }, { column: "ref", got: nameOf(asked) });
    }
    seen.set(keyOf(asked.ref), asked);
  }
}

/** What two spellings of one reference have in common. */
export const keyOf = (ref: Hex) => ref.toLowerCase() as Hex;

/** How a credit is called in a sentence. */
export const nameOf = ({ name, ref }: CreditAsked) => name ?? ref;

/** An error of the caller's about one credit, where it was read. */
export function refusal<Code extends keyof typeof CREDITS>(
  { place }: CreditAsked,
  code: Code,
  args: ArgsOf<(typeof CREDITS)[Code]>,
  details: InputErrorDetails,
): InputError {
  return refused(CREDITS, code, args, { ...details, ...place });
}

function assertAmount(asked: CreditAsked): void {
  const { amount } = asked;
  if (typeof amount === "bigint" && amount > 0n && amount >> AMOUNT_BITS === 0n) return;
  throw refusal(asked, "creditAmount", {}, { column: "amount", got: String(amount) });
}
