import type { Fault } from "../fault.ts";
import { type ProblemIn, type Show, say } from "../problem.ts";
import { faultText } from "./faults.ts";
import { REVERTS, type Refusal } from "./reverts.ts";

export interface Identity {
  readonly chainId: bigint;
  readonly fund: string;
}
export interface Rule {
  readonly coverBps: number;
  readonly headBps: number;
  readonly basis: string;
}
/** What stands there, and what should. */
export interface Differs<T> {
  readonly got: T;
  readonly expected: T;
}

/** How far a node has come. */
export interface Newest {
  readonly block: number;
  /** Unix seconds. */
  readonly time: bigint;
}

const fundOf = ({ fund, chainId }: Identity) => `the fund ${fund} on chain ${chainId}`;

/** A rule in a few words. */
export const ruleText = ({ coverBps, headBps, basis }: Rule) =>
  `cover ${coverBps} bps, head ${headBps} bps, basis ${basis}`;

/** What is wrong with a header by itself. */
export const HEADERS = {
  periodZero: () => "The period is 0; periods are numbered from 1.",
  endsBeforeStart: ({ start, end }: { start: bigint; end: bigint }) =>
    `The period ends at ${end}, not after its start at ${start}.`,
  rootWithoutLiquidations: () => "A list of liquidations is empty exactly if its root is zero.",
  resultsWithoutLiquidations: () => "There are profits or losses, but no liquidations.",
  positionsPartlyZero: () =>
    "The position count, root, total profit, head count and head profit are neither all zero nor all above zero.",
  headTooLong: ({ head, all }: { head: bigint; all: bigint }, { count }: Show) =>
    `The head has ${count(head)} positions, more than the ${count(all)} there are.`,
  headAboveTotal: ({ head, all }: { head: bigint; all: bigint }, { amount }: Show) =>
    `The head's profit ${amount(head)} is above the total profit ${amount(all)}.`,
  headTooSmall: ({ headBps }: { headBps: number }) => `The head holds less than ${headBps} basis points of all profit.`,
  headNotAll: () => "The head is all positions exactly if it holds all profit.",
  nothingToShare: () => "There is nothing to share, but positions are committed.",
};

/** What is wrong with a statement by itself, beside its header. */
export const STATEMENTS = {
  otherPeriod: ({ got, expected }: Differs<bigint>) =>
    `The statement is for period ${got}, but its settlement is that of period ${expected}.`,
  otherKey: ({ got, expected }: Differs<string>) =>
    `The key is not that of this account, position and salt: it is ${got}, and should be ${expected}.`,
  beyondList: ({ index, all }: { index: bigint; all: bigint }, { count }: Show) =>
    `The index ${count(index)} is beyond the ${count(all)} positions of the settlement.`,
  notInList: ({ index, root }: { index: bigint; root: string }, { count }: Show) =>
    `The entry is not in the settlement's list at index ${count(index)}: key, profit, cumulative profit and proof do not ` +
    `lead to the positions root ${root}.`,
  entryAtFault: ({ fault }: { fault: Fault }) => `The settlement breaks the rule at this entry: ${faultText(fault)}`,
  otherShare: ({ got, expected }: Differs<bigint>, { amount }: Show) =>
    `The share is not the rule's: it is ${amount(got)}, and should be ${amount(expected)}.`,
};

/** Why a settlement is not a fund's. */
export const STRANGERS = {
  unnamed: ({ expected }: { expected: Identity }) => `It is of no named fund, and asked was ${fundOf(expected)}.`,
  otherFund: ({ got, expected }: Differs<Identity>) => `It is of ${fundOf(got)}, and asked was ${fundOf(expected)}.`,
  otherDecimals: ({ got, expected }: Differs<number>) =>
    `Its amounts have ${got} decimals, and the fund's token has ${expected}.`,
};

/** Why a settlement, or a share, is not what stands on chain. */
export const STANDINGS = {
  noSettlement: ({ period, newest }: { period: bigint; newest?: Newest | undefined }, { time }: Show) =>
    newest === undefined
      ? `The chain has no settlement of period ${period}.`
      : `The chain has no settlement of period ${period} up to block ${newest.block} of ${time(newest.time)}, ` +
        "the newest that the node has.",
  otherSettlement: ({ got, expected }: Differs<string> & { period: bigint }) =>
    `The header is not the one on chain: its hash is ${got}, and the chain has ${expected}.`,
  voided: ({ period }: { period: bigint }) =>
    `The settlement of period ${period} was voided on chain: it counts for nothing.`,
  otherRule: ({ got, expected }: Differs<Rule> & { period: bigint }) =>
    `The rule is not the one on chain: it is ${ruleText(got)}, and the chain has ${ruleText(expected)}.`,
  contractShare: ({ got, expected }: Differs<bigint>, { amount }: Show) =>
    `The share is not the contract's: it is ${amount(got)}, and the contract says ${amount(expected)}.`,
  nothingSent: ({ problem }: { problem: ProblemIn<typeof STRANGERS> }) =>
    `the bundle is not this fund's, and nothing was sent: ${say(STRANGERS, problem).reason}`,
  contractRefuses: ({ refusal }: { refusal: Refusal }, show: Show) =>
    `The contract does not accept the entry: ${say(REVERTS, refusal, show).reason}`,
};
