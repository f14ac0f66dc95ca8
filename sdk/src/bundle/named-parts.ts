import { amountAt, WORD } from "../columns/amounts.ts";
import { toHex } from "../columns/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import { hashIds } from "../commitment/packed-ids.ts";
import { InputError } from "../errors.ts";
import { shareOf, splitOf } from "../rule/apportionment.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { entryOf, type ListPart, partsOf, type RowSource, sameWord } from "./parts.ts";
import { statementOf } from "./prove.ts";
import type { Statement } from "./statement.ts";
import { type Ids, isPositionId, statementNames } from "./statements.ts";

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
    for (let row = 0; row < part.to - part.from; row++) {
      if (!sameWord(keys, row, part.list.keys, part.first + row) || !isPositionId(names, row)) {
        throw wrongName(part.from + row);
      }
    }
    yield { ...part, names, salts };
  }
}

/** What the rule charges a place of a part, by its number within the part; 0 beyond the head. */
export function sharesWithin({ settlement, policy }: SettlementDocument): (part: ListPart, row: number) => bigint {
  const split = splitOf(settlement, policy);
  const headCount = Number(settlement.headCount);
  return ({ list, first, from }, row) => {
    if (from + row >= headCount) return 0n;
    const profit = amountAt(list.profits, first + row);
    return shareOf({ profit, cumulativeProfit: amountAt(list.cumulative, first + row) }, split);
  };
}

/** The statements of a part. */
export function* statementsOfPart({ document }: RowSource, part: NamedPart): Generator<Statement> {
  for (let place = part.from; place < part.to; place++) {
    const row = place - part.from;
    const { leaf, proof } = entryOf(part, place);
    const salt = toHex(part.salts.subarray(WORD * row, WORD * (row + 1)));
    yield statementOf(document, { ...statementNames(part.names, row), salt, key: leaf.key }, leaf, proof);
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
  throw new InputError("not one statement for each head position", {
    file: BUNDLE_FILES.statements,
    got: `${named}`,
    expected: `${headCount}`,
  });
}

/** Whose a place is stays unsaid: errors end in logs. */
export function wrongName(place: number): InputError {
  return new InputError(`the ids are not those of the key in ${BUNDLE_FILES.positions}; verify says what is wrong`, {
    file: BUNDLE_FILES.statements,
    line: place + 1,
  });
}
