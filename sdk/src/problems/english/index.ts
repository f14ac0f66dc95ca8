// What can be wrong, in English. The sentences stand in english/, apart by what needs them: a page loads few of them at first.

import type { ProblemData } from "../../errors.ts";
import { AMOUNTS } from "./amounts.ts";
import { BASICS } from "./basics.ts";
import { HEADERS, STANDINGS, STATEMENTS, STRANGERS } from "./checks.ts";
import { FILES } from "./files.ts";
import { LISTS } from "./lists.ts";
import { REVERTS } from "./reverts.ts";
import { PLAIN, type ProblemIn, type Show, say, type Translated } from "../problem.ts";

/** A sentence for each code. */
export const ENGLISH = {
  ...AMOUNTS,
  ...BASICS,
  ...LISTS,
  ...FILES,
  ...HEADERS,
  ...STATEMENTS,
  ...STRANGERS,
  ...STANDINGS,
  ...REVERTS,
  /** What has no code: a sentence of somebody else. */
  other: ({ said }: { said: string }) => said,
};

/** What can be wrong: a code, and its arguments. */
export type Problem = ProblemIn<typeof ENGLISH>;
export type ProblemCode = Problem["code"];

/** The sentences of a language: all of them, or it does not compile. */
export type Language = Translated<typeof ENGLISH>;

/**
 * A problem as an English sentence.
 *
 * @param show how figures are written; amounts are in base units unless given
 * @example
 * textOf({ code: "noSettlement", args: { period: 3n } }) // "The chain has no settlement of period 3."
 */
export function textOf(problem: ProblemData, show: Show = PLAIN): string {
  return say(ENGLISH, problem, show).reason;
}
