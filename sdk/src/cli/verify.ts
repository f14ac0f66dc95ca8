import type { Command } from "commander";
import type { Bundle } from "../bundle/bundle.ts";
import type { Verification } from "../bundle/verify.ts";
import { EXIT, endWith, printJson, printLines } from "./output.ts";

interface VerifyOptions {
  readonly bundle: string;
  readonly json?: true;
}

const HELP = `
Recomputed from the lists: order, sums, cut, shares, both roots, the header's totals and the outcome; and where private/
is there, that the statements are those of the head. Period and times stand in the header alone: the chain has them.

Example:
  $ zke-insurance-fund verify --bundle period-1`;

/** Adds `verify`: whether a bundle is right. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description("Recompute a settlement from its bundle, and say what is wrong with it.")
    .requiredOption("--bundle <folder>", "the settlement's bundle, with or without private/")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(verifyCommand);
}

async function verifyCommand({ bundle: folder, json }: VerifyOptions): Promise<void> {
  const { readBundle, verifyBundle } = await import("../bundle/index.ts");
  const { withProgress } = await import("./progress.ts");
  const bundle = await withProgress(`Reading ${folder}`, () => readBundle(folder));
  const result = await withProgress(`Verifying ${bundle.positions.count} positions`, () => verifyBundle(bundle));
  if (json) printJson(await jsonOf(bundle, result));
  else printLines(...(await linesOf(bundle, result, folder)));
  endWith(result.ok ? EXIT.done : EXIT.no);
}

async function jsonOf({ document, private: secrets }: Bundle, { ok, findings }: Verification) {
  const { hashSettlement } = await import("../commitment/header.ts");
  const found = findings.map((finding) => ({
    ...finding,
    ...("index" in finding && { index: String(finding.index) }),
  }));
  const { settlement } = document;
  const settlementHash = hashSettlement(settlement);
  return { ok, findings: found, period: settlement.period, settlementHash, privateVerified: secrets !== undefined };
}

async function linesOf(
  { document, private: secrets }: Bundle,
  { ok, findings }: Verification,
  folder: string,
): Promise<string[]> {
  const { formatFinding } = await import("../bundle/verify.ts");
  const { hashSettlement } = await import("../commitment/header.ts");
  const { settlement } = document;
  if (!ok) return [`The bundle in ${folder} is wrong:`, ...findings.map((finding) => `  ${formatFinding(finding)}`)];
  const statements = secrets === undefined ? "" : ` So are the ${secrets.statements.count} statements in private/.`;
  return [
    `The bundle of period ${settlement.period} is right: ${settlement.positionCount} positions and ` +
      `${settlement.liquidationCount} liquidations give the header, the outcome and every share.${statements}`,
    `Its settlement hash is ${hashSettlement(settlement)}.`,
  ];
}
