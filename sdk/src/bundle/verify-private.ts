import { WORD } from "../columns/amounts.ts";
import type { Hex } from "../columns/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import type { SaltsAndKeys } from "../commitment/packed-ids.ts";
import { InputError } from "../errors.ts";
import { BUNDLE_FILES, type Bundle, type PrivatePart, type StatementList } from "./bundle.ts";
import { compareColumn, type Report, verifyIndexes } from "./findings.ts";
import { keyAt } from "./settle.ts";
import { isPositionId, statementNames } from "./statements.ts";

/** Reports where the private part is not what its secret and the public lists make of it. */
export function verifyPrivate(
  { positions, document }: Bundle,
  { secret, statements }: PrivatePart,
  { salts, keys }: SaltsAndKeys,
  report: Report,
): void {
  const file = BUNDLE_FILES.statements;
  const { headCount } = document.settlement;
  if (BigInt(statements.count) !== headCount) {
    report({
      file,
      problem: "not one statement for each head position",
      got: `${statements.count}`,
      expected: `${headCount}`,
    });
  }
  verifyIndexes(file, statements.indexes, report);
  const count = Math.min(statements.count, positions.count);
  const problem = `not what ${BUNDLE_FILES.positions} says`;
  compareColumn({ file, field: "profit", problem }, statements.profits, positions.profits, report, count);
  compareColumn({ file, field: "share", problem }, statements.shares, positions.shares, report, count);
  for (let index = 0; index < count; index++) {
    const isRight =
      isPositionId(statements, index) &&
      isSameWord(salts, statements.salts, index) &&
      isSameWord(keys, positions.keys, index);
    const finding = isRight ? undefined : statementFinding(index, positions.keys, secret, statements);
    if (finding === undefined) continue;
    report({ file, index, ...finding });
    return;
  }
}

function isSameWord(a: Uint8Array, b: Uint8Array, index: number): boolean {
  for (let at = WORD * index; at < WORD * (index + 1); at++) if (a[at] !== b[at]) return false;
  return true;
}

function statementFinding(index: number, keys: Uint8Array, secret: Hex, statements: StatementList) {
  try {
    const { account, position } = statementNames(statements, index);
    const id = positionId(account, position);
    const salt = saltOf(secret, id);
    if (keyAt(statements.salts, index) !== salt)
      return { field: "salt", problem: "not that of the secret and these ids" };
    if (keyOf(salt, id) === keyAt(keys, index)) return undefined;
    return { problem: `these ids are not those of the key in ${BUNDLE_FILES.positions}` };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.toString() };
    throw error;
  }
}
