import { createInterface } from "node:readline/promises";
import { InputError } from "../../errors.ts";
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
  if (!process.stdin.isTTY) throw new InputError("nobody can be asked here", { expected: "--yes, or a terminal" });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if (/^y(es)?$/i.test((await terminal.question("Do it? (yes/no) ")).trim())) return;
  } finally {
    terminal.close();
  }
  throw new Interrupted("nothing was sent.");
}
