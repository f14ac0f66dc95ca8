import { type Amounts, allocateAmounts, amountAt, setAmount, smallAmounts, WORD } from "../columns/amounts.ts";
import { toHex } from "../columns/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import { hashIds } from "../commitment/packed-ids.ts";
import { sharesHere } from "../engine/shares.ts";
import type { InputError } from "../errors.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { shareOf, splitOf } from "../rule/apportionment.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { entryOf, type ListPart, partsOf, type RowSource, sliceOfList } from "./parts.ts";
import { statementOf } from "./prove.ts";
import type { Statement } from "./statement.ts";
import { type Ids, namesAt } from "./statements.ts";

/** A part of a list of which it is known whose each place is. */
export interface NamedPart extends ListPart {
  /** Whose the places are, by their number within the part. */
  readonly names: Ids;
  /** 32 bytes a place. */
  readonly salts: Uint8Array;
}

/**
 * All places of a list whose names are known, part by part in list order: proven to be in the list, and theirs.
 *
 * @throws {InputError} if the list is not the committed one, or a name is not that of its key
 */
export async function* namedParts(source: RowSource): AsyncGenerator<NamedPart> {
  assertAllNamed(source);
  for await (const part of partsOf(source, source.named)) {
    const names = await source.names(part);
    const { salts, keys } = hashIds(source.secret, names.ids, names.rows);
    const wrong = firstOtherWord(keys, part.list.keys.subarray(WORD * part.first));
    if (wrong !== undefined) throw wrongName(part.from + wrong);
    yield { ...part, names, salts };
  }
}

/** The number of the first word that is not that of the other array; undefined if all are. */
function firstOtherWord(words: Uint8Array, others: Uint8Array): number | undefined {
  for (let at = 0; at < words.length; at++) if (words[at] !== others[at]) return Math.floor(at / WORD);
  return undefined;
}

/** What the rule charges the places of a part, in their order; 0 beyond the head. */
export function sharesOfPart({ settlement, policy }: SettlementDocument): (part: ListPart) => Amounts {
  const split = splitOf(settlement, policy);
  return ({ list, first, from, to }) => {
    const { profits, cumulative } = sliceOfList(list, { from: first, to: first + to - from });
    const shares = allocateAmounts(to - from, profits.high !== undefined);
    const inHead = Math.max(Math.min(to, Number(settlement.headCount)) - from, 0);
    // The engine takes the running total before a position from the row before, as it is in a list without a fault.
    const isQuick = areRunning(profits, cumulative, inHead) && sharesHere(cumulative, inHead, split, shares);
    for (let row = 0; row < (isQuick ? Math.min(inHead, 1) : inHead); row++) {
      const position = { profit: amountAt(profits, row), cumulativeProfit: amountAt(cumulative, row) };
      setAmount(shares, row, shareOf(position, split));
    }
    return shares;
  };
}

/** Whether each running total is the one before it and its own profit; false where that takes more than numbers. */
function areRunning(profits: Amounts, cumulative: Amounts, count: number): boolean {
  const [each, sums] = [smallAmounts(profits), smallAmounts(cumulative)];
  for (let row = 1; row < count; row++) {
    const [profit, sum, before] = [each.at(row), sums.at(row), sums.at(row - 1)];
    if (profit < 0 || sum < 0 || before < 0 || sum - profit !== before) return false;
  }
  return true;
}

/** The statements of a part. */
export function* statementsOfPart({ document }: RowSource, part: NamedPart): Generator<Statement> {
  for (let place = part.from; place < part.to; place++) {
    const row = place - part.from;
    const { leaf, proof } = entryOf(part, place);
    const salt = toHex(part.salts.subarray(WORD * row, WORD * (row + 1)));
    yield statementOf(document, { ...namesAt(part.names, row), salt, key: leaf.key }, leaf, proof);
  }
}

/** Salt and key of a position. */
export function hiddenOf(secret: RowSource["secret"], account: string, position: string) {
  const id = positionId(account, position);
  const salt = saltOf(secret, id);
  return { account, position, salt, key: keyOf(salt, id) };
}

/** Refuses a private part that would leave somebody without a statement. */
export function assertAllNamed({ named, document }: RowSource): void {
  const { headCount } = document.settlement;
  if (BigInt(named) === headCount) return;
  throw refused(
    BUNDLES,
    "otherStatements",
    {},
    {
      file: BUNDLE_FILES.statements,
      got: `${named}`,
      expected: `${headCount}`,
    },
  );
}

/** Whose a place is stays unsaid: errors end in logs. */
export function wrongName(place: number): InputError {
  return refused(
    BUNDLES,
    "otherIds",
    { list: BUNDLE_FILES.positions },
    {
      file: BUNDLE_FILES.statements,
      line: place + 1,
    },
  );
}
