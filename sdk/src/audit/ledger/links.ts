// What tells that logs are missing: numbers that skip some, and times of the log before that are not its own.
import type { CheckId, Disagreement, Finding } from "./finding.ts";
import type { AuditedPeriod, Entering } from "./state.ts";

/** The findings that say that the history is not whole: nothing can be judged by it. */
const GAPS: readonly CheckId[] = ["LOGS-2", "LOGS-4"];

/** Whether a finding says that logs are missing, and not that something is wrong with the books. */
export const isGap = ({ id }: Pick<Finding, "id">): boolean => GAPS.includes(id);

/**
 * The check that a number belongs to which must be the next one, or the last: where it is larger, logs were left out; where it is
 * smaller, something is wrong.
 */
export const numberCheck = (id: CheckId, { expected, got }: Disagreement): CheckId => (got > expected ? "LOGS-4" : id);

/** An event of a period, and the time that it names for the one before it. */
interface Linked {
  readonly time: bigint;
  readonly args: { readonly period: bigint; readonly previousTime: bigint };
}

/** An event of a period's settlements stands behind the one that it names. */
export function linkSettlement(known: AuditedPeriod, event: Linked, { equal }: Entering): void {
  const { period, previousTime } = event.args;
  if (previousTime !== known.lastTime)
    equal("LOGS-4", `Between two events of the settlement of period ${period} a log is missing, ${BY_TIME}.`, {
      expected: known.lastTime,
      got: previousTime,
    });
  // What is missing is said once.
  known.lastTime = event.time;
}

/** A call's credits stand behind those that they name. */
export function linkCredit(known: AuditedPeriod, event: Linked, { equal }: Entering): void {
  const { period, previousTime } = event.args;
  if (previousTime !== known.creditedAt)
    equal("LOGS-4", `Between two credits of period ${period} a log is missing, ${BY_TIME}.`, {
      expected: known.creditedAt,
      got: previousTime,
    });
  known.creditedAt = event.time;
}

const BY_TIME = "by the time that the later one names for the one before";
