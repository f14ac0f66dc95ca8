import { integersToText } from "../../bundle/document.ts";
import { identityToJson } from "../../bundle/json.ts";
import { checkStatement, type Statement } from "../../bundle/statement.ts";
import type { PlacedStatement } from "../../bundle/statements-file.ts";
import { identityText } from "../../commitment/domain.ts";
import type { ChainCheck } from "../../entries/chain.ts";
import { escaped } from "../../errors.ts";
import { formatAmount } from "../../rule/amount.ts";
import { outcomeOf } from "../../rule/apportionment.ts";
import { arithmeticText, formulaText } from "./arithmetic.ts";
import { standingText } from "./chain-options.ts";
import { problemLines, problemTexts, standingJson, type Verdict } from "./verdict.ts";

/** So many entries and problems are shown; all are counted. */
const MOST_SHOWN = 20;

/** What the statements of one settlement come to. */
interface Sum {
  readonly first: Statement;
  readonly firstLine: number;
  readonly indexes: Indexes;
  readonly shown: Statement[];
  count: number;
  inHead: number;
  share: bigint;
  profit: bigint;
  onChain?: ChainCheck;
}

interface Wrong {
  readonly line: number;
  readonly statement: Statement;
  readonly problems: string[];
}

/**
 * Checks many statements, and sums up what they come to, by settlement.
 *
 * @param ask asks the chain for one; left out, nobody is asked
 */
export async function checkMany(
  statements: AsyncIterable<PlacedStatement>,
  ask?: (statement: Statement) => Promise<ChainCheck>,
): Promise<Verdict> {
  const sums = new Map<string, Sum>();
  const wrong: Wrong[] = [];
  let [count, wrongCount, again] = [0, 0, 0];
  const note = (line: number, statement: Statement, problems: string[]) => {
    wrongCount++;
    if (wrong.length < MOST_SHOWN) wrong.push({ line, statement, problems });
  };
  for await (const { statement, line } of statements) {
    count++;
    const { ok, problems } = checkStatement(statement);
    if (!ok) note(line, statement, problemTexts(problems, statement.decimals));
    else if (!add(sums, statement, line)) again++;
  }
  for (const sum of ask === undefined ? [] : sums.values()) {
    // All of a settlement's statements have one header and rule, so the chain is asked for one of them.
    sum.onChain = await (ask as NonNullable<typeof ask>)(sum.first);
    if (!sum.onChain.ok) note(sum.firstLine, sum.first, problemTexts(sum.onChain.problems, sum.first.decimals));
  }
  const all = [...sums.values()];
  const ok = wrongCount === 0 && count > 0;
  return {
    ok,
    json: async () => ({
      ok,
      statements: count,
      again,
      wrong: wrongCount,
      problems: wrong.map(({ line, statement, problems }) => ({
        line,
        account: statement.account,
        position: statement.position,
        problems,
      })),
      checkedAgainst: ask === undefined ? "header" : "chain",
      settlements: all.map(sumJson),
    }),
    lines: async () => [
      ...headLines(count, wrong, wrongCount),
      ...(again > 0 ? [`${again} stand there more than once, and count once.`] : []),
      ...all.flatMap(sumLines),
      ...(ask === undefined && all.length > 0 ? ["Not asked: whether the headers are those on chain."] : []),
    ],
  };
}

/** Adds a statement to its settlement's; false if it is there already. */
function add(sums: Map<string, Sum>, statement: Statement, line: number): boolean {
  const { identity, decimals, settlement, policy, index, share, profit } = statement;
  const name = JSON.stringify([identityToJson(identity), decimals, integersToText(settlement), policy]);
  const sum = sums.get(name) ?? {
    first: statement,
    firstLine: line,
    indexes: new Indexes(),
    shown: [],
    count: 0,
    inHead: 0,
    share: 0n,
    profit: 0n,
  };
  sums.set(name, sum);
  if (!sum.indexes.add(index)) return false;
  sum.count++;
  if (index < settlement.headCount) sum.inHead++;
  sum.share += share;
  sum.profit += profit;
  if (sum.shown.length < MOST_SHOWN) sum.shown.push(statement);
  return true;
}

function headLines(count: number, wrong: readonly Wrong[], wrongCount: number): string[] {
  if (count === 0) return ["There is no statement in it."];
  if (wrongCount === 0) return [count === 1 ? "The statement holds." : `All ${count} statements hold.`];
  const texts = wrong.flatMap(({ line, statement: { account, position }, problems }) => {
    return problems.map(
      (problem) => `${line}: position ${escaped(position)} of account ${escaped(account)}: ${problem}`,
    );
  });
  const more = wrongCount > wrong.length ? [`  and ${wrongCount - wrong.length} more`] : [];
  return [
    ...problemLines(`${wrongCount} of ${count} statements do not hold, and are left out of the sums:`, texts),
    ...more,
  ];
}

function sumLines({ first, shown, count, inHead, share, profit, onChain }: Sum): string[] {
  const { identity, settlement, policy, decimals } = first;
  const amount = (units: bigint) => formatAmount(units, decimals);
  const { shared } = outcomeOf(settlement, policy);
  return [
    "",
    `Period ${settlement.period} of ${identityText(identity)}: ${count} of ${settlement.positionCount} positions, with a profit of ${amount(profit)}, are charged ${amount(share)}.`,
    `  ${formulaText(first)}`,
    ...shown.map((one) => {
      return `  ${arithmeticText(first, one)}   (position ${escaped(one.position)} of account ${escaped(one.account)})`;
    }),
    ...(count > shown.length ? [`  and ${count - shown.length} more`] : []),
    "  Each share is rounded along the list, so that all together are what is shared, to the unit.",
    ...(BigInt(inHead) === settlement.headCount
      ? [`  This is the whole head: ${amount(share)} of ${amount(shared)} shared.`]
      : []),
    ...(onChain?.ok ? [`  The contract says the same. ${standingText(onChain, amount)}`] : []),
  ];
}

function sumJson({ first, count, inHead, share, profit, onChain }: Sum): object {
  const { identity, settlement, policy, decimals } = first;
  return {
    ...identityToJson(identity),
    ...{ decimals, period: settlement.period, statements: count, profit, share },
    formula: formulaText({ settlement, policy, decimals }),
    wholeHead: BigInt(inHead) === settlement.headCount,
    ...(onChain && standingJson(onChain)),
  };
}

const BITS = 1 << 15;

/** A set of indexes of a list, a bit each, wherever they lie. */
class Indexes {
  readonly #pages = new Map<bigint, Uint8Array>();

  /** False if it is there already. */
  add(index: bigint): boolean {
    const page = index / BigInt(BITS);
    const bits = this.#pages.get(page) ?? new Uint8Array(BITS / 8);
    this.#pages.set(page, bits);
    const bit = Number(index % BigInt(BITS));
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    const isNew = ((bits[at] as number) & mask) === 0;
    bits[at] = (bits[at] as number) | mask;
    return isNew;
  }
}
