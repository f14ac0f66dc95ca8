import { spawnSync } from "node:child_process";
import { ZERO_HASH } from "zke-insurance-fund";
import { connectChain } from "zke-insurance-fund/chain";
import { rebuildBooks } from "../../sdk/src/audit/ledger/rebuild.ts";
import { contractSource } from "../../sdk/src/follow/source.ts";
import { filledNode } from "./emitter.ts";
import { type Measurement, mostGoal, rateGoal } from "./report.ts";

const SETTLEMENTS = [300, 3_000];
const MOST_SECONDS = 60;
const MOST_MEGABYTES = 500;
const LOGS_PER_BLOCK = 5_000;
const BLOCKS = 60;
const RATE = 20_000;

/** How an audit grows with the logs, and how fast it reads them from a node. The contract's views and bundles are no part of it. */
export async function benchAudit(): Promise<Measurement[]> {
  return [...SETTLEMENTS.map(auditOnce), ...(await readNode())];
}

/** In a process of its own, where its memory can be told. */
function auditOnce(settlements: number): Measurement {
  const script = new URL("audit-once.ts", import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, String(settlements)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`audit-once.ts failed:\n${stderr}`);
  const { seconds, cpuSeconds, bytes, logs, credits } = JSON.parse(stdout) as Record<string, number>;
  const megabytes = Math.round((bytes ?? 0) / 1e6);
  const size = `${(credits ?? 0).toLocaleString("en")} credits, ${settlements.toLocaleString("en")} settlements`;
  const isWhole = settlements === SETTLEMENTS.at(-1);
  return {
    what: `logs of a synthetic fund to books, report, CSV and HTML, ${size}`,
    seconds: seconds ?? 0,
    rows: logs ?? 0,
    note: `${megabytes} MB, ${(cpuSeconds ?? 0).toFixed(1)} s of processor time`,
    ...(isWhole && {
      goals: [mostGoal(MOST_SECONDS, "s", seconds ?? 0), mostGoal(MOST_MEGABYTES, "MB", megabytes)],
    }),
  };
}

/** From a node on this machine, by HTTP, through the file that keeps the logs, to the books. */
async function readNode(): Promise<Measurement[]> {
  const node = await filledNode(BLOCKS, LOGS_PER_BLOCK);
  if (node === undefined) return [];
  try {
    const { provider, host } = await connectChain(node.rpc);
    const source = contractSource(provider, node.address, [], host);
    const start = performance.now();
    const block = await source.head();
    const { logCount, ledger } = await rebuildBooks(source, {
      block,
      identity: { fund: node.address },
      domain: ZERO_HASH,
    });
    const seconds = (performance.now() - start) / 1_000;
    provider.destroy();
    if (ledger.periods.get(1n)?.count !== BigInt(BLOCKS * LOGS_PER_BLOCK)) throw new Error("logs were lost");
    const what = `logs of credits from anvil, ${LOGS_PER_BLOCK.toLocaleString("en")} a block, to books`;
    const rows = logCount;
    return [{ what, seconds, rows, goals: [rateGoal(RATE, { seconds, rows })] }];
  } finally {
    await node.stop();
  }
}
