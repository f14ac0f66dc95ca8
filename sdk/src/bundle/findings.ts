import { type Amounts, amountAt, smallAmounts } from "../columns/amounts.ts";
import { type Attempt, definedOf, type InputError } from "../errors.ts";
import { ENGLISH, type Problem } from "../problems/english/index.ts";
import { say } from "../problems/problem.ts";

/** One thing that is wrong with a bundle, and where. */
export type BundleProblem = Problem & PlaceInBundle;

interface PlaceInBundle {
  readonly file: string;
  /** The index in the list, from 0. */
  readonly index?: number | undefined;
  /** The column, or the field of the header. */
  readonly field?: string | undefined;
  readonly got?: string | undefined;
  readonly expected?: string | undefined;
}

/** What a verification found: nothing, if the bundle is right. */
export interface Verification {
  readonly ok: boolean;
  readonly findings: readonly BundleProblem[];
}

/** Takes what is found. */
export type Report = (found: BundleProblem) => void;

/**
 * One line: `positions.parquet, index 3, share: not the rule's share (is 5, should be 6)`.
 *
 * @example
 * const { findings } = verifyBundle(bundle);
 * for (const problem of findings) console.log(bundleProblemText(problem));
 */
export function bundleProblemText(problem: BundleProblem): string {
  const { file, index, field } = problem;
  const { reason, got = problem.got, expected = problem.expected } = say(ENGLISH, problem);
  const place = [file, index !== undefined && `index ${index}`, field].filter(Boolean);
  const facts = [got !== undefined && `is ${got}`, expected !== undefined && `should be ${expected}`].filter(Boolean);
  return `${place.join(", ")}: ${reason}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
}

/** The result; a refusal is reported. */
export function reported<T>(file: string, tried: Attempt<T>, report: Report): T | undefined {
  if ("result" in tried) return tried.result;
  report(refusalProblem(file, tried.refusal));
  return undefined;
}

/** What an error says is wrong with a file. */
export function refusalProblem(file: string, { code, args, details }: InputError, place?: number): BundleProblem {
  const { column: field, row, got, expected } = details;
  const index = place ?? (row === undefined ? undefined : row - 1);
  return definedOf({ ...({ code, args } as Problem), file, index, field, got, expected });
}

/** Reports the first index that is not its row's number. */
export function verifyIndexes(file: string, indexes: Float64Array, report: Report): void {
  let index = 0;
  while (index < indexes.length && indexes[index] === index) index++;
  if (index === indexes.length) return;
  report({
    file,
    index,
    field: "index",
    code: "outOfSequence",
    args: {},
    got: String(indexes[index]),
    expected: String(index),
  });
}

/** Whether a column is the expected one; the first figure that is not is reported. */
export function compareColumn(
  place: BundleProblem,
  column: Amounts,
  expected: Amounts,
  report: Report,
  count = expected.low.length,
): boolean {
  const [small, expectedSmall] = [smallAmounts(column), smallAmounts(expected)];
  for (let index = 0; index < count; index++) {
    const value = expectedSmall.at(index);
    if (value >= 0 && index < column.low.length && small.at(index) === value) continue;
    const got = amountAt(column, index);
    const should = amountAt(expected, index);
    if (got === should) continue;
    report({ ...place, index, got: got.toString(), expected: should.toString() });
    return false;
  }
  return true;
}

/** Reports every field that is not the expected one. */
export function compareFields<T extends object>(
  file: string,
  name: string,
  fields: T,
  expected: Partial<T>,
  report: Report,
): void {
  for (const [field, should] of Object.entries(expected)) {
    const got = fields[field as keyof T];
    if (got === should) continue;
    report({
      file,
      field: `${name}.${field}`,
      code: "notFromLists",
      args: {},
      got: String(got),
      expected: String(should),
    });
  }
}
