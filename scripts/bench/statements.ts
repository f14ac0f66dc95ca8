import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Bundle,
  createProver,
  readLiquidationsFile,
  readPositionsFile,
  settleTablesAsync,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { GB, type Run, runCommand } from "./command.ts";
import { hashingFloor, PERMUTATIONS } from "./floor.ts";
import { type Measurement, measure, mostGoal, rateGoal } from "./report.ts";
import { END, idsOfRow, START, writeTables } from "./tables.ts";

const COUNT = 1_000_000;
const PIECE = 1 << 23;
const PROOFS = 2_000;
const RATE = 200_000;

/** Statements of a whole list as files, beside what hashing and writing alone take, and single ones from memory. */
export async function benchStatements(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "zke-bench-"));
  try {
    const bundle = await bundleIn(folder);
    const file = (ending: string) => join(folder, `statements.${ending}`);
    const proveAll = (ending: string, ...asset: string[]): Run =>
      runCommand(folder, COUNT, [
        "prove",
        "--bundle",
        join(folder, "bundle"),
        "--all",
        "--out",
        file(ending),
        ...asset,
      ]);
    const lines = proveAll("jsonl");
    const { size } = statSync(file("jsonl"));
    const hashing = hashingFloor(COUNT);
    const writing = writingFloor(join(folder, "floor"), size);
    const used = ({ cpuSeconds, note }: Run) => `${cpuSeconds.toFixed(1)} s of processor time, ${note}`;
    return [
      {
        ...lines,
        what: `prove --all, ${COUNT.toLocaleString("en")} statements as JSON lines, ${(size / GB).toFixed(2)} GB`,
        note: used(lines),
        goals: [rateGoal(RATE, lines), mostGoal(1, "GB", lines.bytes / GB)],
      },
      {
        what: `their hashes alone, ${PERMUTATIONS} permutations each on one core`,
        seconds: hashing,
        rows: COUNT,
        ratio: lines.seconds / hashing,
      },
      { what: "their bytes alone, to the disk", seconds: writing, rows: COUNT, ratio: lines.seconds / writing },
      ...["csv", "parquet"].map((ending) => {
        const run = proveAll(ending, "--asset", "USDT");
        return { ...run, what: `prove --all, the same entries as ${ending}`, note: used(run) };
      }),
      ...(await single(bundle)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A bundle of which all positions are in the head. */
async function bundleIn(folder: string): Promise<Bundle> {
  const tables = await writeTables(folder, COUNT);
  const terms = { decimals: 6, startTime: BigInt(START), endTime: BigInt(END) };
  const bundle = await settleTablesAsync({
    ...terms,
    period: 1n,
    rule: { coverBps: 2000, headBps: 10_000, basis: "head" },
    secret: `0x${"11".repeat(32)}`,
    positions: await readPositionsFile(tables.positions, terms),
    liquidations: await readLiquidationsFile(tables.liquidations, terms),
  });
  await writeBundle(join(folder, "bundle"), bundle);
  return bundle;
}

/** As many bytes in large pieces, and what it takes until the disk has them. */
function writingFloor(path: string, size: number): number {
  const piece = new Uint8Array(PIECE).fill(1);
  return measure(() => {
    const file = openSync(path, "w");
    for (let left = size; left > 0; ) left -= writeSync(file, piece, 0, Math.min(left, PIECE));
    fsyncSync(file);
    closeSync(file);
  }).seconds;
}

async function single(bundle: Bundle): Promise<Measurement[]> {
  const prover = createProver(bundle);
  const ids = Array.from({ length: PROOFS }, (_, i) => idsOfRow(Math.floor((COUNT * (i + 0.5)) / PROOFS)));
  // Both make an index when they are first asked.
  await prover.prove("nobody", "nothing");
  await prover.proveAccount("nobody");
  const timed = async (what: string, run: (ids: { account: string; position: string }) => Promise<unknown>) => {
    const start = performance.now();
    for (const one of ids) await run(one);
    const seconds = (performance.now() - start) / 1000 / PROOFS;
    return { what, seconds, rows: 1, goals: [mostGoal(100, "µs", seconds * 1e6)] };
  };
  return [
    await timed("one statement from memory, by its ids, its proof checked", ({ account, position }) =>
      prover.prove(account, position),
    ),
    await timed("an account's statements from memory, two each", ({ account }) => prover.proveAccount(account)),
  ];
}
