import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { Interrupted, note } from "./output.ts";
import { isPlanned, type PlanFlags } from "./plan.ts";

/** What `--yes` says of itself. */
export const YES_HELP = "do not ask: what it changes is said, and done";

/** Whether nobody need be asked: it was said before, by `--yes`, or nothing will be sent. */
export const isAnswered = (options: PlanFlags & { readonly yes?: true }) => options.yes === true || isPlanned(options);

/**
 * Says what is about to be done, and asks on a terminal whether to do it.
 *
 * @param yes whether nobody need be asked
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
