import {
  ChainError,
  type Fault,
  faultOfPosition,
  keyOf,
  positionId,
  positionLeafHash,
  verifyProof,
} from "zke-insurance-fund";
import { headerProblems, type Statement, shareOfPosition } from "zke-insurance-fund/bundle";
import { type Fund, revertOf, type SettlementClaim, type SettlementStatus, sentenceOf } from "zke-insurance-fund/chain";
import { type AskedFund, isForeign, readStanding, type StandingProblem } from "../chain/standing.ts";

/** What is checked of a statement, in this order: by this browser alone, with the chain's record, and by the contract. */
export const OWN_STEPS = ["header", "key", "place", "leaf", "share"] as const;
export const CHAIN_STEPS = ["fund", "settlement", "rule"] as const;
export type StepName = (typeof OWN_STEPS)[number] | (typeof CHAIN_STEPS)[number] | "contract";

/** Why something is wrong. Amounts in base units; `said` is the SDK's or the contract's own sentence. */
export type Reason =
  | StandingProblem
  | { readonly is: "header"; readonly said: string }
  | { readonly is: "otherPeriod"; readonly got: bigint; readonly expected: bigint }
  | { readonly is: "otherKey" }
  | { readonly is: "beyondList"; readonly index: bigint; readonly count: bigint }
  | { readonly is: "notInList" }
  | { readonly is: "fault"; readonly fault: Fault }
  | { readonly is: "otherShare"; readonly got: bigint; readonly expected: bigint }
  | { readonly is: "refused"; readonly said: string };

/** One thing that was checked. It is open where it could not be: what it builds on is wrong. */
export interface Step {
  readonly name: StepName;
  readonly result: "right" | "wrong" | "open";
  readonly reasons: readonly Reason[];
}

/** What the chain says of a statement's settlement. */
export interface ChainSteps {
  readonly steps: readonly Step[];
  readonly status: SettlementStatus;
  /** When a pending settlement can be finalized at the earliest, in seconds. */
  readonly readyAt: bigint;
}

/** Checks a statement by what stands in it, without asking anybody. */
export function checkAlone(statement: Statement): Step[] {
  const { settlement, policy, period, account, position, salt, share, proof, ...rest } = statement;
  const { index, key, profit, cumulativeProfit } = rest;
  const leaf = { index, key, profit, cumulativeProfit };
  const { positionCount, positionsRoot } = settlement;

  const header: Reason[] = headerProblems(settlement, policy).map((said) => ({ is: "header", said }));
  if (period !== settlement.period) header.push({ is: "otherPeriod", got: period, expected: settlement.period });

  const isOwnKey = keyOf(salt, positionId(account, position)) === key;

  const place: Reason[] = [];
  if (leaf.index >= positionCount) place.push({ is: "beyondList", index: leaf.index, count: positionCount });
  else if (!verifyProof(positionLeafHash(leaf), leaf.index, positionCount, proof, positionsRoot)) {
    place.push({ is: "notInList" });
  }

  const fault = place.length > 0 ? undefined : faultOfPosition(leaf, settlement, policy);
  const expected = shareOfPosition(leaf, settlement, policy);
  return [
    stepOf("header", header),
    stepOf("key", isOwnKey ? [] : [{ is: "otherKey" }]),
    stepOf("place", place),
    // What is not in the list says nothing about the list.
    place.length > 0 ? openStep("leaf") : stepOf("leaf", faultReasons(fault)),
    stepOf("share", shareReasons(share, expected)),
  ];
}

/**
 * Compares a statement's fund and settlement with the chain. The node learns the period, and nothing of the trader.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkOnChain(claim: SettlementClaim, fund: AskedFund): Promise<ChainSteps> {
  const { status, readyAt, problems } = await readStanding(fund, claim);
  const ofFund = problems.filter(isForeign);
  const ofRule = problems.filter(({ is }) => is === "otherRule");
  const ofSettlement = problems.filter((problem) => !isForeign(problem) && problem.is !== "otherRule");
  const isOwn = ofFund.length === 0;
  // What is of another fund says nothing about this one's settlements, nor does a rule without a settlement.
  const settlement = isOwn ? stepOf("settlement", ofSettlement) : openStep("settlement");
  const rule = isOwn && status !== "none" ? stepOf("rule", ofRule) : openStep("rule");
  return { status, readyAt, steps: [stepOf("fund", ofFund), settlement, rule] };
}

/**
 * Asks the contract itself for the share. The node learns the entry, so which position the visitor asks about.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkByContract(statement: Statement, fund: Pick<Fund, "shareOf">): Promise<Step> {
  const { settlement, share, proof, index, key, profit, cumulativeProfit } = statement;
  try {
    const expected = await fund.shareOf(settlement, { index, key, profit, cumulativeProfit }, proof);
    return stepOf("contract", shareReasons(share, expected));
  } catch (error) {
    const revert = error instanceof ChainError ? revertOf(error.cause) : undefined;
    if (revert === undefined) throw error;
    return stepOf("contract", [{ is: "refused", said: sentenceOf(revert) }]);
  }
}

/** What all steps come to. */
export type Verdict = "wrong" | "foreign" | "unnamed" | "voided" | "unconfirmed" | "pending" | "final";

/** Judges by the steps that were taken; without the chain's word a statement is at best unconfirmed. */
export function verdictOf(steps: readonly Step[], chain: ChainSteps | undefined): Verdict {
  const wrong = [...steps, ...(chain?.steps ?? [])].filter(({ result }) => result === "wrong");
  const reasons = wrong.flatMap(({ reasons }) => reasons);
  if (wrong.length > 0) return verdictOn(reasons);
  if (chain === undefined) return "unconfirmed";
  return chain.status === "finalized" ? "final" : "pending";
}

/** Of reasons to doubt a statement, those count that say something of the statement itself. */
function verdictOn(reasons: readonly Reason[]): Verdict {
  const [first] = reasons;
  if (reasons.length !== 1 || first === undefined) return "wrong";
  if (first.is === "unnamed" || first.is === "voided") return first.is;
  return isForeign(first) ? "foreign" : "wrong";
}

function openStep(name: StepName): Step {
  return { name, result: "open", reasons: [] };
}

function stepOf(name: StepName, reasons: readonly Reason[]): Step {
  return { name, result: reasons.length === 0 ? "right" : "wrong", reasons };
}

function faultReasons(fault: Fault | undefined): Reason[] {
  return fault === undefined ? [] : [{ is: "fault", fault }];
}

function shareReasons(got: bigint, expected: bigint): Reason[] {
  return got === expected ? [] : [{ is: "otherShare", got, expected }];
}
