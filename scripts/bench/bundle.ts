import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GB, type Run, runCommand } from "./command.ts";
import { type Measurement, mostGoal } from "./report.ts";
import { END, idsOfRow, START, writeTables } from "./tables.ts";

const COUNT = 10_000_000;
const SECRET = `0x${"11".repeat(32)}`;
const PROOFS = 5;

/** A settlement of ten million positions by the command line: tables to a bundle, its verification, and single statements. */
export async function benchBundle(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "zke-bench-"));
  try {
    const { positions, liquidations } = await writeTables(folder, COUNT);
    const bundle = join(folder, "bundle");
    const run = (...args: string[]) => runCommand(folder, COUNT, args);
    const times = ["--period", "1", "--start", `${START}`, "--end", `${END}`, "--secret", SECRET];
    const settle = run("settle", "--positions", positions, "--liquidations", liquidations, ...times, "--out", bundle);
    const verify = run("verify", "--bundle", bundle);
    const proofs = Array.from({ length: PROOFS }, (_, i) => {
      const { account, position } = idsOfRow(Math.floor((COUNT * (i + 0.5)) / PROOFS));
      return run("prove", "--bundle", bundle, "--account", account, "--position", position);
    });
    const prove = proofs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(PROOFS / 2)] as Run;
    return [
      {
        ...settle,
        what: `settle, ${COUNT.toLocaleString("en")} rows of CSV to a bundle`,
        goals: [mostGoal(45, "s", settle.seconds), mostGoal(3, "GB", settle.bytes / GB)],
      },
      { ...verify, what: "verify that bundle, private part included", goals: [mostGoal(25, "s", verify.seconds)] },
      {
        ...prove,
        rows: 1,
        what: `prove one position from it (median of ${PROOFS})`,
        goals: [mostGoal(0.3, "s", prove.seconds)],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
