import type { Revert } from "../errors.ts";

/** A refusal by the contract's own names: a page has words of its own, and loads no others at first. */
export function sentenceOf({ name, args }: Revert, _decimals?: number): string {
  return `${name}(${args.join(", ")}).`;
}
