import { createInterface } from "node:readline/promises";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { Interrupted, note } from "./output.ts";

/**
 * Says what is about to be done, and asks on a terminal whether to do it.
 *
 * @param yes whether that was said before, by `--yes`
 * @throws {InputError} if nobody can be asked
 * @throws {Interrupted} if the answer is not yes
 */
export async function requireConsent(what: string, yes: boolean): Promise<void> {
  note(what);
  if (yes) return;
  if (!process.stdin.isTTY) throw refused(USAGE, "noConsent", {});
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^y(es)?$/i.test((await terminal.question("Do it? (yes/no) ")).trim())) return;
  } finally {
    terminal.close();
  }
  throw new Interrupted("nothing was sent.");
}
