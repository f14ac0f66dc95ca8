import { once } from "node:events";
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
  // Whoever ends the input, or interrupts, has not said yes.
  const ended = once(terminal, "close").then(() => "");
  const said = terminal.question("Do it? (yes/no) ").catch(() => "");
  const answer = await Promise.race([said, ended]);
  terminal.close();
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new Interrupted("nothing was sent.", "no");
}
