import { isUnreachable } from "../../chain/failures.ts";
import type { Fund } from "../../chain/fund.ts";
import type { ChainReader } from "../../chain/reader.ts";
import { policyFrom } from "../../chain/results.ts";
import { balanceOf } from "../../chain/token.ts";
import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import { liabilitiesOf } from "./books.ts";
import { type CheckId, type Disagreement, type Finding, findingOf } from "./finding.ts";
import type { Ledger } from "./ledger.ts";
import { numberCheck } from "./links.ts";
import { policyText } from "./policies.ts";
import { type Compare, type Question, questionsOf, type Views } from "./questions.ts";

/** What the contract and the token say of the fund as a whole, in base units. */
export interface Answers {
  readonly [name: string]: bigint | string;
}

/** What came of asking. */
export interface Compared {
  /** How many figures were compared. */
  readonly count: number;
  readonly findings: readonly Finding[];
  readonly answers: Answers;
}

/** Totals by whose logs no number, record or link goes. */
const UNCOUNTED: ReadonlySet<string> = new Set(["donated", "migrated", "writtenOff"]);

const AT_ONCE = 12;

/** The views of a fund and its token at one block. */
export function viewsAt(fund: Fund, provider: ChainReader, token: Hex, block: number): Views {
  return {
    read: (name, args = []) => fund.read(name, args, block),
    balance: () => balanceOf(provider, token, fund.address, block),
  };
}

/**
 * Compares the books with what the contract's views and the token say. A figure that none of them gives is of no use: only what
 * both sides know is compared.
 *
 * @param onAsked called with how many of the questions were answered
 * @throws {ChainError} if the chain is not reached, or does not answer
 */
export async function compareViews(
  ledger: Ledger,
  views: Views,
  onAsked: (done: number, all: number) => void = () => {},
): Promise<Compared> {
  const whole = await askWhole(ledger, views);
  const questions = [...questionsOf(ledger)];
  // By their places, so that the findings stand in the same order however the answers come.
  const found: Finding[][] = [];
  let count = whole.count;
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let at = next++; at < questions.length; at = next++) {
      const { view, ask } = questions[at] as Question;
      const compared = await ask(views);
      count += compared.length;
      found[at] = findingsOf(view, compared);
      onAsked(++done, questions.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { count, findings: [...whole.findings, ...found.flat()], answers: whole.answers };
}

function findingsOf(view: string, compared: readonly Compare[]): Finding[] {
  return compared
    .filter(({ expected, got }) => expected !== got)
    .map(({ id, what, ...seen }) => findingOf(id, what, view, seen));
}

const FIGURES: Readonly<Record<string, readonly [id: CheckId, what: string]>> = {
  assets: ["BOOKS-1", "The assets are not what came in less what went out."],
  reserved: ["MONEY-4", "What is reserved is not the coverage of the pending settlements."],
  available: ["MONEY-2", "What is available is not the assets less what is reserved."],
  liabilities: ["MONEY-3", "The liabilities are not the bonds held and the claimable sums."],
  nextPeriod: ["LIFE-1", "The next period is not the one after the last that was submitted."],
  lastEndTime: ["LIFE-1", "The last period's end is not what its settlement says."],
  submissions: ["LIFE-4", "The number of submissions is not that of their logs."],
  domain: ["STATE-1", "The domain under which headers are hashed is not that of this fund on this chain."],
  pendingCount: ["LIFE-3", "The count of pending settlements is not the number of them."],
  clearing: ["STATE-1", "The clearing account is not the one that was set last."],
  authority: ["STATE-1", "The authority is not the one that was set last."],
  closed: ["STATE-1", "The fund is not closed or open as its events say."],
  paused: ["STATE-1", "The fund is not paused or running as its events say."],
};

/** The fund as a whole: asked one after the other, since some must be said even where they agree. */
async function askWhole(ledger: Ledger, views: Views) {
  const answers: Record<string, bigint | string> = {};
  const findings: Finding[] = [];
  let count = 0;
  const compare = (view: string, id: CheckId, what: string, seen: Disagreement) => {
    count++;
    if (seen.expected !== seen.got) findings.push(findingOf(id, what, view, seen));
  };
  const expected = wholeOf(ledger);
  for (const [name, [id, what]] of Object.entries(FIGURES)) {
    const got: Disagreement["got"] = (await views.read(name))[0];
    answers[name] = typeof got === "bigint" ? got : String(got);
    if (expected[name] === undefined) continue;
    const seen = { expected: expected[name], got };
    compare(`${name}()`, name === "submissions" ? numberCheck(id, seen) : id, what, seen);
  }
  const totals = (await views.read("totals"))[0].toObject() as Record<string, bigint>;
  for (const [name, sum] of Object.entries(ledger.books.totals)) {
    const got = totals[name] ?? 0n;
    answers[name] = got;
    const seen = { expected: sum, got, unit: "amount" } as const;
    // They only grow: where the contract has more, logs are missing that nothing else counts.
    const id = UNCOUNTED.has(name) ? numberCheck("BOOKS-2", seen) : "BOOKS-2";
    compare(`totals().${name}`, id, `The running total "${name}" is not the sum of its events.`, seen);
  }
  const { policy } = ledger.settings;
  const text = policyText(policyFrom((await views.read("policy"))[0]));
  answers.policy = text;
  if (policy !== undefined)
    compare("policy()", "STATE-1", "The policy is not the one that was set last.", {
      expected: policyText(policy),
      got: text,
    });
  await compareBalance(ledger, views, answers, compare, findings);
  return { count, findings, answers };
}

function wholeOf({
  domain,
  books,
  settings,
  nextPeriod,
  periods,
  openingTime,
  submissions,
}: Ledger): Record<string, Disagreement["got"] | undefined> {
  const { balances, pendingCount } = books;
  const { assets, reserved } = balances;
  const lastEndTime = periods.get(nextPeriod - 1n)?.latest?.settlement.endTime ?? openingTime;
  return {
    ...{ assets, reserved, available: assets - reserved, liabilities: liabilitiesOf(balances) },
    ...{ nextPeriod, lastEndTime, pendingCount, domain, submissions: submissions.at(-1)?.serial ?? 0n },
    ...{ ...settings, policy: undefined },
  };
}

/** The vault holds what the books say, at least; and the contract's own measure of it is right. */
async function compareBalance(
  { books }: Ledger,
  views: Views,
  answers: Record<string, bigint | string>,
  compare: (view: string, id: CheckId, what: string, seen: Disagreement) => void,
  findings: Finding[],
): Promise<void> {
  const booked = books.balances.assets + liabilitiesOf(books.balances);
  const balance = await unlessRefused(views.balance());
  const solvency = await unlessRefused(views.read("solvency").then(([got]) => got as bigint));
  const view = "token.balanceOf(fund)";
  if (balance === undefined || solvency === undefined) {
    findings.push(findingOf("MONEY-1", "The token does not say what the vault holds.", view));
    return;
  }
  answers.balance = balance;
  answers.solvency = solvency;
  // What is more was sent without a call, and is nobody's until it is synced.
  const least = balance < booked ? booked : balance;
  compare(view, "MONEY-1", "The vault holds less than assets and liabilities.", { expected: least, got: balance });
  compare("solvency()", "MONEY-1", "The solvency is not the balance less assets and liabilities.", {
    expected: balance - booked,
    got: solvency,
  });
}

/** An answer, or undefined if the chain was reached and refused: a token may. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChainError && !isUnreachable(error.cause)) return undefined;
    throw error;
  }
}
