import type { Revert } from "../errors.ts";
import type * as words from "./words.ts";

/** No sentences, so that problems are told by their codes: who takes this says them in words of its own. */
export const CHAINS = {} as typeof words.CHAINS;
export const GAPS = {} as typeof words.GAPS;
export const NODES = {} as typeof words.NODES;

/** A refusal by the contract's own names. */
export function sentenceOf({ name, args }: Revert, _decimals?: number): string {
  return `${name}(${args.join(", ")}).`;
}
