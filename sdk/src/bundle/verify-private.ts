import { WORD } from "../columns/amounts.ts";
import type { Hex } from "../columns/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import type { SaltsAndKeys } from "../commitment/packed-ids.ts";
import { InputError } from "../errors.ts";
import { BUNDLE_FILES, type Bundle, type PrivatePart, type StatementList } from "./bundle.ts";
import { type BundleProblem, compareColumn, type Report, refusalProblem, verifyIndexes } from "./findings.ts";
import { keyAt } from "./settle.ts";
import { isPositionId, namesAt } from "./statements.ts";

/** Reports where the private part is not what its secret and the public lists make of it. */
export function verifyPrivate(
  { positions, document }: Pick<Bundle, "positions" | "document">,
  { secret, statements }: PrivatePart,
  { salts, keys }: SaltsAndKeys,
  report: Report,
): void {
  const file = BUNDLE_FILES.statements;
  const { headCount } = document.settlement;
  if (BigInt(statements.count) !== headCount) {
    report({
      file,
      code: "notOneEachHead",
      args: {},
      got: `${statements.count}`,
      expected: `${headCount}`,
    });
  }
  verifyIndexes(file, statements.indexes, report);
  const count = Math.min(statements.count, positions.count);
  const differs = { file, code: "notAsIn", args: { file: BUNDLE_FILES.positions } } as const;
  compareColumn({ ...differs, field: "profit" }, statements.profits, positions.profits, report, count);
  compareColumn({ ...differs, field: "share" }, statements.shares, positions.shares, report, count);
  for (let index = 0; index < count; index++) {
    const isRight =
      isPositionId(statements, index) &&
      isSameWord(salts, statements.salts, index) &&
      isSameWord(keys, positions.keys, index);
    const found = isRight ? undefined : statementProblem(index, positions.keys, secret, statements);
    if (found === undefined) continue;
    report(found);
    return;
  }
}

function isSameWord(a: Uint8Array, b: Uint8Array, index: number): boolean {
  for (let at = WORD * index; at < WORD * (index + 1); at++) if (a[at] !== b[at]) return false;
  return true;
}

function statementProblem(
  index: number,
  keys: Uint8Array,
  secret: Hex,
  statements: StatementList,
): BundleProblem | undefined {
  const file = BUNDLE_FILES.statements;
  try {
    const { account, position } = namesAt(statements, index);
    const id = positionId(account, position);
    const salt = saltOf(secret, id);
    if (keyAt(statements.salts, index) !== salt) return { file, index, field: "salt", code: "saltNotOfIds", args: {} };
    if (keyOf(salt, id) === keyAt(keys, index)) return undefined;
    return { file, index, code: "idsNotOfKey", args: { file: BUNDLE_FILES.positions } };
  } catch (error) {
    if (error instanceof InputError) return refusalProblem(file, error, index);
    throw error;
  }
}
