import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measurement, mostGoal } from "./report.ts";
import { END, idsOfRow, START, writeTables } from "./tables.ts";

const COUNT = 10_000_000;
const SECRET = `0x${"11".repeat(32)}`;
const CLI = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;
const PROOFS = 5;
const GB = 1e9;

/** A process writes its largest memory, in KiB, where the environment says, before it ends. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from "node:fs";
process.on("exit", () => writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));
`)}`;

/** A settlement of ten million positions by the command line: tables to a bundle, its verification, and single statements. */
export async function benchBundle(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "zke-bench-"));
  try {
    const { positions, liquidations } = await writeTables(folder, COUNT);
    const bundle = join(folder, "bundle");
    const run = (...args: string[]) => runCommand(folder, args);
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

interface Run {
  readonly seconds: number;
  readonly rows: number;
  readonly bytes: number;
  readonly note: string;
}

/** Runs a command of the fund as a process of its own. */
function runCommand(folder: string, args: readonly string[]): Run {
  const memoryFile = join(folder, "memory");
  const env = { ...process.env, BENCH_MEMORY: memoryFile };
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", TELL_MEMORY, CLI, ...args], {
    encoding: "utf8",
    env,
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${args[0]} failed:\n${stderr}`);
  const bytes = 1024 * Number(readFileSync(memoryFile, "utf8"));
  return { seconds, rows: COUNT, bytes, note: `${(bytes / GB).toFixed(2)} GB of memory` };
}
