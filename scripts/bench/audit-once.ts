// One audit's books in a process of its own, so that its memory can be told: from the logs of a synthetic fund, through the file that
// keeps them, to the report and its files. Prints its time and its whole memory, as JSON. Run by scripts/bench/audit.ts:
//
//     node scripts/bench/audit-once.ts 3000
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ZERO_HASH } from "zke-insurance-fund";
import { rebuildBooks } from "../../sdk/src/audit/ledger/rebuild.ts";
import { openOutputs } from "../../sdk/src/audit/report/outputs.ts";
import { reportLines } from "../../sdk/src/audit/report/report.ts";
import { syntheticFund } from "./synthetic-fund.ts";

const DECIMALS = 6;
const [periods = 0] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "bench-audit-"));
try {
  const { source, credits } = syntheticFund(periods);
  const start = performance.now();
  const outputs = await openOutputs({ csv: join(folder, "csv"), html: join(folder, "audit.html") });
  const block = await source.head();
  const replayed = await rebuildBooks(source, {
    ...{
      block,
      state: join(folder, "state"),
      identity: { fund: "synthetic" },
      domain: ZERO_HASH,
      onEntry: (entry) => outputs.add(entry, DECIMALS),
    },
  });
  const nobody = `0x${"00".repeat(20)}` as const;
  const place = { chainId: 1n, fund: nobody, token: nobody, block, fromBlock: 0 };
  const rest = { decimals: DECIMALS, compared: 0, answers: {}, bundles: [], largest: [], remarks: [] };
  const audit = { ...replayed, ...place, ...rest };
  outputs.finish(audit);
  reportLines(audit, () => []);
  const seconds = (performance.now() - start) / 1_000;
  const { logCount, findings, ledger } = replayed;
  if (findings.count > 0) throw new Error(`the books of the bench do not agree: ${findings.kept[0]?.what}`);
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  const bytes = process.resourceUsage().maxRSS * 1_024;
  console.log(
    JSON.stringify({ seconds, cpuSeconds, bytes, logs: logCount, credits, settlements: ledger.submissions.length }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
