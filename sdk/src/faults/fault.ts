import { FAULT_PHRASES } from "../problems/english/reverts.ts";
import type { Fault } from "../problems/fault.ts";

export { FAULTS, type Fault } from "../problems/fault.ts";

/**
 * What a fault means, as a sentence.
 *
 * @example
 * describeFault("PositionZeroProfit") // "A position's profit is zero."
 */
export function describeFault(fault: Fault): string {
  const phrase = FAULT_PHRASES[fault];
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}
