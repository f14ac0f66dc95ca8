// What single periods, accounts and demands are asked for, and what must be answered.
import { TREES } from "../../chain/names.ts";
import { recordFrom } from "../../chain/results.ts";
import type { Values } from "../../chain/types.ts";
import { type Hex, ZERO_HASH } from "../../columns/hex.ts";
import type { CheckId, Disagreement } from "./finding.ts";
import type { Ledger } from "./ledger.ts";
import { numberCheck } from "./links.ts";
import { type AuditedPeriod, newPeriod, type OpenDemand } from "./state.ts";

/** Answers for a fund at one block. */
export interface Views {
  /** Asks a view of the contract. */
  read(name: string, args?: readonly unknown[]): Promise<Values>;
  /** What the token says that the vault holds. */
  balance(): Promise<bigint>;
}

type Value = Disagreement["got"];

/** A view to be asked, and what it must say by the logs. */
export interface Question {
  readonly view: string;
  ask(views: Views): Promise<readonly Compare[]>;
}

/** A figure as the logs and as a view have it. */
export interface Compare extends Disagreement {
  readonly id: CheckId;
  readonly what: string;
}

/** All that is asked of single periods, accounts and demands. */
export function* questionsOf(ledger: Ledger): Generator<Question> {
  yield* periodQuestions(ledger);
  yield* accountQuestions(ledger);
  for (const demand of ledger.openDemands) yield demandQuestion(demand);
}

function* periodQuestions({ periods, nextPeriod, openingTime }: Ledger): Generator<Question> {
  if (openingTime !== undefined) yield openingQuestion(openingTime);
  for (const known of [...periods.values()].sort((a, b) => (a.period < b.period ? -1 : 1))) {
    yield creditedQuestion(known);
    yield recordQuestion(known);
  }
  if (!periods.has(nextPeriod)) {
    const next = newPeriod(nextPeriod);
    yield creditedQuestion(next);
    yield recordQuestion(next);
  }
}

function openingQuestion(expected: bigint): Question {
  const what = "The first period does not start when the fund opened.";
  return {
    view: "record(0)",
    ask: async ({ read }) => [
      { id: "LIFE-1", what, expected, got: recordFrom((await read("record", [0n]))[0]).endTime },
    ],
  };
}

function creditedQuestion({ period, credited, count, creditedAt }: AuditedPeriod): Question {
  const of = `of the credits of period ${period}`;
  return {
    view: `credited(${period})`,
    async ask({ read }) {
      const [amount, number, lastTime] = await read("credited", [period]);
      const what = `What is credited to period ${period} is not the sum of its credits and pulls.`;
      return [
        counted("BOOKS-3", `The number ${of} is not that of their logs.`, { expected: count, got: number }),
        counted("BOOKS-3", `The time of the latest ${of} is not that of its log.`, {
          expected: creditedAt,
          got: lastTime,
        }),
        { id: "BOOKS-3", what, expected: credited, got: amount },
      ];
    },
  };
}

/** A number or a time that only grows: where the contract is further, the latest logs are missing. */
function counted(id: CheckId, what: string, seen: Disagreement): Compare {
  return { id: numberCheck(id, seen), what, ...seen, unit: "number" };
}

/** The fields of a period's record, each with the check that it belongs to. */
const RECORD_CHECKS = {
  lastTime: "LIFE-2",
  submission: "LIFE-4",
  status: "LIFE-2",
  settlementHash: "LIFE-2",
  coverage: "MONEY-4",
  bond: "MONEY-3",
  operator: "LIFE-2",
  endTime: "LIFE-1",
  challengeEnd: "POLICY-1",
  challengeWindow: "POLICY-1",
  revealWindow: "POLICY-1",
  quietUntil: "LIFE-2",
  openDemands: "LIFE-2",
  policyVersion: "POLICY-1",
  rule: "POLICY-1",
} as const satisfies Record<string, CheckId>;

/** The fields that only grow. */
const GROWING: readonly string[] = ["lastTime", "submission"];

function recordQuestion(known: AuditedPeriod): Question {
  const { period } = known;
  const expected = recordOf(known);
  return {
    view: `record(${period})`,
    async ask({ read }) {
      const record = recordFrom((await read("record", [period]))[0]);
      const got: Readonly<Record<string, Value>> = { ...record, rule: ruleWords(record.rule) };
      return Object.entries(RECORD_CHECKS).map(([field, id]) => {
        const what = `In the record of period ${period}, "${field}" is not what its logs say.`;
        const seen = { expected: expected[field as keyof typeof expected], got: got[field] ?? "" };
        return GROWING.includes(field) ? counted(id, what, seen) : { id, what, ...seen };
      });
    },
  };
}

const NOBODY: Hex = `0x${"00".repeat(20)}`;
const NO_RULE = { coverBps: 0, headBps: 0, basis: "head" } as const;

/** What the contract stores of a period's latest submission; zeros, if there was none. */
function recordOf({ latest, lastTime }: AuditedPeriod): Record<keyof typeof RECORD_CHECKS, Value> {
  return {
    lastTime,
    status: latest === undefined ? "none" : latest.status === "cancelled" ? "voided" : latest.status,
    submission: latest?.serial ?? 0n,
    settlementHash: latest?.settlementHash ?? ZERO_HASH,
    coverage: latest?.coverage ?? 0n,
    bond: latest?.bond ?? 0n,
    operator: latest?.operator ?? NOBODY,
    endTime: latest?.settlement.endTime ?? 0n,
    challengeEnd: latest?.challengeEnd ?? 0n,
    challengeWindow: latest?.policy.challengeWindow ?? 0n,
    revealWindow: latest?.policy.revealWindow ?? 0n,
    quietUntil: latest?.quietUntil ?? 0n,
    openDemands: latest?.openDemands ?? 0n,
    policyVersion: latest?.policyVersion ?? 0n,
    rule: ruleWords(latest?.policy ?? NO_RULE),
  };
}

const ruleWords = ({ coverBps, headBps, basis }: { coverBps: number; headBps: number; basis: string }) =>
  `cover ${coverBps}, head ${headBps}, basis ${basis}`;

function* accountQuestions({ books }: Ledger): Generator<Question> {
  for (const [account, expected] of books.claimable) {
    const what = `What ${account} can claim is not what was promised to it and not yet withdrawn.`;
    yield {
      view: `claimable(${account})`,
      async ask({ read }) {
        const got: bigint = (await read("claimable", [account]))[0];
        // A withdrawal that is missing leaves more than there is.
        return [{ id: got < expected ? "LOGS-4" : "MONEY-5", what, expected, got, unit: "amount" }];
      },
    };
  }
}

function demandQuestion({ serial, tree, index, ...demand }: OpenDemand): Question {
  const number = TREES.indexOf(tree);
  const view = `demandOf(${serial}, ${number}, ${index})`;
  return {
    view,
    async ask({ read }) {
      const [got] = await read("demandOf", [serial, number, index]);
      return (["demander", "deadline", "bond", "period"] as const).map((field) => ({
        id: "STATE-1",
        what: `Of an open demand, "${field}" is not what its log says.`,
        expected: demand[field],
        got: got[field],
      }));
    },
  };
}
