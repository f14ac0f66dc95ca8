import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_RULE, keyOf, type Settlement, settle } from "zke-insurance-fund";
import { bundleOf, readBundle, verifyBundle, writeBundle } from "zke-insurance-fund/bundle";
import { judgeBundle } from "../../sdk/src/challenge/judge.ts";
import { heavyTailedPositions } from "./positions.ts";
import { type Measurement, mostGoal } from "./report.ts";
import { END, START } from "./tables.ts";

const COUNT = 200_000;
const LIQUIDATIONS = 2_000;
const RUNS = 9;
const SALT = `0x${"11".repeat(32)}` as const;
const MOST = 1.15;

/** A watcher's judgement of an honest bundle against the verification of the same one, in turn; processor time, medians. */
export async function benchJudge(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "zke-bench-"));
  try {
    const bundle = join(folder, "bundle");
    const settlement = await writeHonest(bundle);
    const submission = { settlement, policy: DEFAULT_RULE, shown: [] };
    const judge: number[] = [];
    const verify: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      const verified = await secondsOf(async () => verifyBundle(await readBundle(bundle)).ok);
      const judged = await secondsOf(async () => (await judgeBundle(submission, bundle)).kind === "right");
      // The first run is a warm-up.
      if (run === 0) continue;
      verify.push(verified);
      judge.push(judged);
    }
    const [seconds, beside] = [median(judge), median(verify)];
    const ratio = seconds / beside;
    const rows = COUNT + LIQUIDATIONS;
    const note = `processor time, median of ${RUNS}`;
    return [
      { what: "read and verify a bundle", note, seconds: beside, rows },
      { what: "judge the same bundle", note, seconds, rows, ratio, goals: [mostGoal(MOST, "times", ratio)] },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeHonest(folder: string): Promise<Settlement> {
  const times = { startTime: BigInt(START), endTime: BigInt(END) };
  const liquidations = Array.from({ length: LIQUIDATIONS }, (_, row) => ({
    ...({ key: keyOf(SALT, `liquidation ${row}`), market: "BTCUSDT", side: row % 3 ? "long" : "short" } as const),
    ...{
      quantity: BigInt(row + 1),
      takeoverValue: 10n ** 9n,
      closeValue: 10n ** 9n - 1_000n,
      time: BigInt(START + row),
    },
  }));
  const positions = heavyTailedPositions(COUNT);
  const period = settle({ period: 1n, ...times, rule: DEFAULT_RULE, positions, liquidations });
  await writeBundle(folder, bundleOf(period, DEFAULT_RULE, { decimals: 6 }));
  return period.settlement;
}

/** How long something takes the processor, on all its cores. */
async function secondsOf(run: () => Promise<boolean>): Promise<number> {
  const before = process.cpuUsage();
  if (!(await run())) throw new Error("an honest bundle was found wrong");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
