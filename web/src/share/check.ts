import type { Problem } from "zke-insurance-fund";
import { checkStatement, type Statement, type StatementProblem } from "zke-insurance-fund/bundle";
import {
  type AskedFund,
  type ChainProblem,
  checkSettlement,
  type Fund,
  type FundOverview,
  isStranger,
  type SettlementClaim,
  type SettlementStatus,
  shareProblem,
} from "zke-insurance-fund/chain";

/** What is checked of a statement, in this order: by this browser alone, with the chain's record, and by the contract. */
export const OWN_STEPS = ["header", "key", "place", "leaf", "share"] as const;
export const CHAIN_STEPS = ["fund", "settlement", "rule"] as const;
type OwnStep = (typeof OWN_STEPS)[number];
type ChainStep = (typeof CHAIN_STEPS)[number];
export type StepName = OwnStep | ChainStep | "contract";

/** One thing that was checked. It is open where it could not be: what it builds on is wrong. */
export interface Step {
  readonly name: StepName;
  readonly result: "right" | "wrong" | "open";
  readonly reasons: readonly Problem[];
}

/** What the chain says of a statement's settlement. */
export interface ChainSteps {
  readonly steps: readonly Step[];
  readonly status: SettlementStatus;
  /** When a pending settlement can be finalized at the earliest, in seconds. */
  readonly readyAt: bigint;
  /** The block of which it says so. */
  readonly at: CheckedAt;
}

/** A block, and its time in seconds. */
type CheckedAt = Pick<FundOverview, "block" | "time">;

// What is wrong with the header by itself has no entry here.
const OWN_STEP: Partial<Record<StatementProblem["code"], OwnStep>> = {
  otherKey: "key",
  beyondList: "place",
  notInList: "place",
  entryAtFault: "leaf",
  otherShare: "share",
};

/** Checks a statement by what stands in it, without asking anybody. */
export function checkAlone(statement: Statement): Step[] {
  const { problems } = checkStatement(statement);
  const steps = OWN_STEPS.map((name) =>
    stepOf(
      name,
      problems.filter(({ code }) => (OWN_STEP[code] ?? "header") === name),
    ),
  );
  const isInList = steps.every(({ name, result }) => name !== "place" || result === "right");
  // What is not in the list says nothing about the list.
  return steps.map((step) => (step.name === "leaf" && !isInList ? openStep("leaf") : step));
}

/**
 * Compares a statement's fund and settlement with the chain at a block. The node learns the period, and nothing of the trader.
 *
 * @throws {ChainError} if the chain is not reached
 */
export async function checkOnChain(claim: SettlementClaim, fund: AskedFund, at: CheckedAt): Promise<ChainSteps> {
  const { block, time } = at;
  const { status, readyAt, problems } = await checkSettlement(fund, claim, Number(block));
  const of = (step: ChainStep) =>
    stepOf(
      step,
      problems.filter((problem) => chainStep(problem) === step),
    );
  const stranger = of("fund");
  const isOwn = stranger.result === "right";
  // What is of another fund says nothing about this one's settlements, nor does a rule without a settlement.
  const settlement = isOwn ? of("settlement") : openStep("settlement");
  const rule = isOwn && status !== "none" ? of("rule") : openStep("rule");
  return { status, readyAt, at: { block, time }, steps: [stranger, settlement, rule] };
}

function chainStep(problem: ChainProblem): ChainStep {
  if (isStranger(problem)) return "fund";
  return problem.code === "otherRule" ? "rule" : "settlement";
}

/**
 * Asks the contract itself for the share. The node learns the entry, so which position the visitor asks about.
 *
 * @throws {ChainError} if the node gives no answer
 */
export async function checkByContract(statement: Statement, fund: Pick<Fund, "shareOf">): Promise<Step> {
  const problem = await shareProblem(fund, statement);
  return stepOf("contract", problem === undefined ? [] : [problem]);
}

/** What all steps come to. */
export type Verdict =
  | "wrong"
  | "wrongList"
  | "wrongCharge"
  | "foreign"
  | "unnamed"
  | "voided"
  | "unconfirmed"
  | "pending"
  | "final";

/**
 * Judges by the steps that were taken; without the chain's word a statement is at best unconfirmed.
 *
 * @param pair a fault that the entry shows together with another one
 */
export function verdictOf(steps: readonly Step[], chain: ChainSteps | undefined, pair?: unknown): Verdict {
  const wrong = [...steps, ...(chain?.steps ?? [])].filter(({ result }) => result === "wrong");
  if (wrong.length > 0) {
    const reasons = wrong.flatMap(({ reasons }) => reasons);
    return isOnChain(chain) ? verdictOnStanding(reasons, pair) : verdictOn(reasons);
  }
  if (chain === undefined) return "unconfirmed";
  if (pair !== undefined) return "wrongList";
  return chain.status === "finalized" ? "final" : "pending";
}

/** Whether the statement's very settlement stands on chain. */
export function isOnChain(chain: ChainSteps | undefined): chain is ChainSteps {
  return chain?.steps.every(({ result }) => result === "right") ?? false;
}

/** Of a settlement that stands on chain, what is wrong is its list, or what the statement says beside it. */
function verdictOnStanding(reasons: readonly Problem[], pair: unknown): Verdict {
  const codes = reasons.map(({ code }) => code);
  if (codes.some((code) => !KNOWN_WRONGS.includes(code))) return "wrong";
  return codes.includes("entryAtFault") || pair !== undefined ? "wrongList" : "wrongCharge";
}

const KNOWN_WRONGS: readonly Problem["code"][] = ["entryAtFault", "otherShare", "contractShare"];

/** Of reasons to doubt a statement, those count that say something of the statement itself. */
function verdictOn(reasons: readonly Problem[]): Verdict {
  // A settlement that was voided may well have an entry that breaks the rule.
  const isVoided = reasons.some(({ code }) => code === "voided");
  const [first, ...others] = isVoided ? reasons.filter(({ code }) => code !== "entryAtFault") : reasons;
  if (first === undefined || others.length > 0) return "wrong";
  if (first.code === "unnamed" || first.code === "voided") return first.code;
  return isStranger(first) ? "foreign" : "wrong";
}

function openStep(name: StepName): Step {
  return { name, result: "open", reasons: [] };
}

function stepOf(name: StepName, reasons: readonly Problem[]): Step {
  return { name, result: reasons.length === 0 ? "right" : "wrong", reasons };
}
