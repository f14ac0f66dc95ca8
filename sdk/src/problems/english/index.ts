// What can be wrong with what a page shows, in English; all.ts has what a command or a daemon says, too. The sentences stand in the files
// beside, apart by what needs them: a page loads few of them at first.

import type { ProblemIn, Translated } from "../problem.ts";
import { AMOUNTS } from "./amounts.ts";
import { BASICS } from "./basics.ts";
import { CHAINS } from "./chains.ts";
import { HEADERS, STANDINGS, STATEMENTS, STRANGERS } from "./checks.ts";
import { FILES } from "./files.ts";
import { LISTS } from "./lists.ts";
import { NODES } from "./nodes.ts";
import { REVERTS } from "./reverts.ts";

/** A sentence for each code that a page may show: every language has them all. */
export const ENGLISH = {
  ...AMOUNTS,
  ...BASICS,
  ...LISTS,
  ...FILES,
  ...HEADERS,
  ...STATEMENTS,
  ...STRANGERS,
  ...STANDINGS,
  ...CHAINS,
  ...NODES,
  ...REVERTS,
  /** What has no code: a sentence of somebody else. */
  other: ({ said }: { said: string }) => said,
};

/** What can be wrong: a code, and its arguments. */
export type Problem = ProblemIn<typeof ENGLISH>;
/** The code of what can be wrong with what a page shows. */
export type ProblemCode = Problem["code"];

/** The sentences of a language: all of them, or it does not compile. */
export type Language = Translated<typeof ENGLISH>;
