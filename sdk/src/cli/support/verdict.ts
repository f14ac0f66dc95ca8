// How `check` and `verify` answer: yes or no, as one JSON value or in lines.
import type { BundleProblem } from "../../bundle/findings.ts";
import type { ChainCheck } from "../../entries/chain.ts";
import type { ProblemData } from "../../errors.ts";
import { textOf } from "../../problems/english/all.ts";
import { PLAIN } from "../../problems/problem.ts";
import { formatAmount } from "../../rule/amount.ts";
import { EXIT, endWith, printJson, printLines } from "./output.ts";

/** An answer, and whether it is yes. */
export interface Verdict {
  readonly ok: boolean;
  readonly json: () => Promise<object>;
  readonly lines: () => Promise<readonly string[]>;
}

/** Prints an answer; no is exit code 1. */
export async function printVerdict({ ok, json, lines }: Verdict, asJson: boolean): Promise<void> {
  if (asJson) printJson(await json());
  else printLines(...(await lines()));
  endWith(ok ? EXIT.done : EXIT.no);
}

/** Problems as sentences, amounts in tokens. */
export function problemTexts(problems: readonly ProblemData[], decimals: number): string[] {
  const amount = (units: bigint) => formatAmount(units, decimals);
  return problems.map((problem) => textOf(problem, { ...PLAIN, amount }));
}

/** Problems under a title. */
export function problemLines(title: string, texts: readonly string[]): string[] {
  return [title, ...texts.map((text) => `  ${text}`)];
}

/** Problems in JSON: sentences for a person, and the same as data for a program. */
export function problemsJson(problems: readonly ProblemData[], decimals: number): object {
  return { problems: problemTexts(problems, decimals), reasons: problems.map(({ code, args }) => ({ code, args })) };
}

/** What a verification found, in JSON: the sentence beside its code. */
export function findingJson(found: BundleProblem): object {
  const { index, ...rest } = found;
  return { ...rest, ...(index !== undefined && { index: String(index) }), problem: textOf(found) };
}

/** What the chain says, in JSON. */
export function standingJson({ status, readyAt }: ChainCheck): object {
  return { status, final: status === "finalized", readyAt };
}
