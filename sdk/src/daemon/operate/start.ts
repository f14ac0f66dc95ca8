import { OPERATE } from "../given.ts";
import { type DaemonEnd, type DaemonRun, limitsOf, runRole } from "../start.ts";
import { createOperator, type OperateOptions } from "./operate.ts";

/** How the exchange's side is kept; what is left out is as the command `operate` has it. */
export interface OperateRun extends DaemonRun, Pick<OperateOptions, "bundles" | "data"> {}

/**
 * Does the exchange's part of its settlements' lives: answers every demand from the folder of bundles, finalizes what is due, and
 * warns while there is time. It runs until `signal` ends it, or with `once` until nothing is left to do; it may be killed at any moment
 * and started again.
 *
 * @throws {InputError} if what was given cannot be used, or there is no such folder
 * @throws {ChainError} if it is to run once, and the chain fails several times in a row
 * @example
 * await operate({ rpc: "http://127.0.0.1:8545", fund: "0x...", bundles: "settlements", db: "operate.sqlite", signer: wallet, signal })
 */
export async function operate(options: OperateRun): Promise<DaemonEnd> {
  OPERATE(options, "options");
  const { bundles, data } = options;
  return runRole("operate", options, (daemon, metrics) =>
    createOperator(daemon, { bundles, data, limits: limitsOf(options.limits) }, metrics),
  );
}
