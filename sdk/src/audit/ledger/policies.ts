import type { ChainPolicy } from "../../chain/types.ts";
import { BPS } from "../../rule/policy.ts";

/** Every policy that was ever in force, by its version. */
export interface PolicyHistory {
  /** How many there were; the next one's version. */
  readonly count: bigint;
  /** The one in force; undefined before the first. */
  readonly current: ChainPolicy | undefined;
  /** A policy is in force from a time on; the first holds for all earlier times. */
  set(policy: ChainPolicy, since: bigint): void;
  /** What a period is judged by: the rule of its start, and brake, windows and bonds of now. */
  judging(startTime: bigint): ChainPolicy | undefined;
}

/** Begins a history of policies. */
export function policyHistory(): PolicyHistory {
  const versions: { readonly policy: ChainPolicy; readonly since: bigint }[] = [];
  return {
    get count() {
      return BigInt(versions.length);
    },
    get current() {
      return versions.at(-1)?.policy;
    },
    set(policy, since) {
      versions.push({ policy, since: versions.length === 0 ? 0n : since });
    },
    judging(startTime) {
      const today = versions.at(-1)?.policy;
      const then = versions.findLast(({ since }) => since <= startTime)?.policy;
      if (today === undefined || then === undefined) return undefined;
      const { coverBps, headBps, basis, periodHours } = then;
      return { ...today, coverBps, headBps, basis, periodHours };
    },
  };
}

const MOST_PERIOD_HOURS = 720;
const MOST_LEVELS = 40;
const MIN_WINDOW = 3_600n;
const MAX_WINDOW = 30n * 86_400n;

/** Whether a policy's figures are within the bounds that the contract sets. */
export function isWithinBounds(policy: ChainPolicy): boolean {
  const { coverBps, headBps, maxCoverageBps, bondBps, challengeWindow, revealWindow } = policy;
  const rates = [coverBps, headBps, maxCoverageBps, bondBps].every((bps) => bps >= 0 && bps <= BPS);
  const windows = revealWindow >= MIN_WINDOW && challengeWindow >= revealWindow && challengeWindow <= MAX_WINDOW;
  const bonds = policy.settlementBond > 0n && policy.demandBond > 0n;
  const lengths = isFrom(0, policy.periodHours, MOST_PERIOD_HOURS) && isFrom(1, policy.maxLevels, MOST_LEVELS);
  return rates && headBps > 0 && maxCoverageBps > 0 && windows && bonds && lengths;
}

const isFrom = (least: number, value: number, most: number) => value >= least && value <= most;

/**
 * A policy in a few words, its figures in base units and seconds: equal exactly if the policies are.
 *
 * @example
 * policyText({ ...DEFAULT_RULE, periodHours: 8, maxCoverageBps: 10000, challengeWindow: 86400n, revealWindow: 21600n, maxLevels: 25,
 *   settlementBond: 5n, bondBps: 100, demandBond: 1n })
 * // "cover 2000, head 9000, basis head, period 8 h, brake 10000, windows 86400 and 21600, levels 25, bonds 5 or 100, and 1"
 */
export function policyText(policy: ChainPolicy): string {
  const { coverBps, headBps, basis, periodHours, maxCoverageBps, challengeWindow, revealWindow, maxLevels } = policy;
  return (
    `cover ${coverBps}, head ${headBps}, basis ${basis}, period ${periodHours} h, brake ${maxCoverageBps}, ` +
    `windows ${challengeWindow} and ${revealWindow}, levels ${maxLevels}, ` +
    `bonds ${policy.settlementBond} or ${policy.bondBps}, and ${policy.demandBond}`
  );
}
