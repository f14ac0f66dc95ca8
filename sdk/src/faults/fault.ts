import { oneOf, requireGiven } from "../columns/given.ts";
import { faultText } from "../problems/english/faults.ts";
import { FAULTS, type Fault } from "../problems/fault.ts";

export { FAULTS, type Fault };

const FAULT = oneOf(FAULTS.filter((name) => name !== "None"));

/**
 * What a fault means, as a sentence.
 *
 * @throws {InputError} if there is no such fault
 * @example
 * describeFault("PositionZeroProfit") // "A position's profit is zero."
 */
export function describeFault(fault: Fault): string {
  requireGiven({ fault }, { fault: FAULT });
  return faultText(fault);
}
