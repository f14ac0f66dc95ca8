import { type Submission, submissionToJson } from "zke-insurance-fund/chain";
import { csvOf } from "./csv.ts";
import { plainAmount, plainTime } from "./format.ts";

/** Of what a list of settlements is. */
export interface Exported {
  readonly chainId: bigint;
  readonly fund: string;
  readonly decimals: number;
  /** The block up to which it is known. */
  readonly block: bigint;
}

const TIMES = ["startTime", "endTime", "submittedTime", "challengeEnd"] as const;
const AMOUNTS = ["loss", "profit", "coverage", "shared", "deficit"] as const;
const COUNTS = ["liquidationCount", "positionCount", "headCount"] as const;
const HEADER = ["period", "submission", "status", ...TIMES, ...AMOUNTS, ...COUNTS, "submittedIn", "endedIn"];

/** Submissions as a table: amounts in tokens, times in ISO 8601. What the operator wrote is left out: it is anything. */
export function settlementsCsv(submissions: readonly Submission[], { decimals }: Pick<Exported, "decimals">): string {
  const rows = submissions.map((submission) => {
    const said = submissionToJson(submission);
    return [
      ...[said.period, said.submission, said.status],
      ...TIMES.map((name) => plainTime(BigInt(said[name]))),
      ...AMOUNTS.map((name) => plainAmount(BigInt(said[name]), decimals)),
      ...COUNTS.map((name) => said[name]),
      ...[said.submittedIn ?? "", said.endedIn ?? ""],
    ];
  });
  return csvOf(HEADER, rows);
}

/** The same as JSON, as `status.json` has it: every integer a decimal text, amounts in base units, times in Unix seconds. */
export function settlementsJson(submissions: readonly Submission[], of: Exported): string {
  const { chainId, fund, decimals, block } = of;
  const head = { format: "zke-settlements-v1", chainId: String(chainId), fund, decimals: String(decimals) };
  const value = { ...head, block: String(block), settlements: submissions.map(submissionToJson) };
  return `${JSON.stringify(value, null, 2)}\n`;
}
