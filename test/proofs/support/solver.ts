// Debian's z3 as a process: a question in SMT-LIB in, its answer out.
import { spawnSync } from "node:child_process";

/** So long one question may take; none that is asked here needs a tenth of it. */
const SECONDS = 120;

/** Whether there is a solver to ask; without one the proofs are skipped. */
export const SOLVER_IS_THERE = spawnSync("z3", ["--version"]).status === 0;

/**
 * Asks z3 and returns what it prints: "sat", "unsat", "unknown" or "timeout" on the first line, then what else was asked for.
 * @example
 * ask("(assert false)(check-sat)") // "unsat\n"
 */
export function ask(question: string, options: readonly string[] = []): string {
  const { stdout, error } = spawnSync("z3", ["-smt2", "-in", `-T:${SECONDS}`, ...options], {
    input: question,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  if (stdout.startsWith("(error")) throw new Error(`z3 does not understand the question: ${stdout}`);
  return stdout;
}
