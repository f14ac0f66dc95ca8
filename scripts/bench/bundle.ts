import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GB, type Run, runCommand } from "./command.ts";
import { hashingFloorOnAll, PERMUTATIONS } from "./floor.ts";
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
    const floor = hashingFloorOnAll(COUNT);
    const [settling, verifying] = [settle.seconds / floor, verify.seconds / floor];
    const used = ({ cpuSeconds, note }: Run) => `${cpuSeconds.toFixed(1)} s of processor time, ${note}`;
    return [
      { what: `the hashes alone, ${PERMUTATIONS} permutations each on all cores`, seconds: floor, rows: COUNT },
      {
        ...settle,
        what: `settle, ${COUNT.toLocaleString("en")} rows of CSV to a bundle, against the hashes`,
        note: used(settle),
        ratio: settling,
        goals: [mostGoal(3, "times", settling), mostGoal(2, "GB", settle.bytes / GB)],
      },
      {
        ...verify,
        what: "verify that bundle, private part included, against the hashes",
        note: used(verify),
        ratio: verifying,
        goals: [mostGoal(1.8, "times", verifying), mostGoal(2, "GB", verify.bytes / GB)],
      },
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
