import { submissionToJson } from "../history/submission-json.ts";
import type { FeedData } from "./read.ts";

/** Names the form of `status.json`. */
const STATUS_FORMAT = "zke-fund-status-v1";

/** What stands in `status.json`; every integer is a decimal text. Amounts in base units of the token, times in Unix seconds. */
export function statusJson(data: FeedData): string {
  const { overview, submissions } = data;
  const { policy, ...figures } = overview;
  const value = {
    format: STATUS_FORMAT,
    chainId: data.chainId,
    fund: data.fund,
    symbol: data.symbol,
    decimals: data.decimals,
    ...figures,
    payable: data.payable,
    policy: { ...policy },
    settlements: submissions.map((submission) => ({
      ...submissionToJson(submission),
      endedTime: submission.endedAt ?? null,
    })),
  };
  return `${JSON.stringify(value, plain, 2)}\n`;
}

const plain = (_: string, value: unknown) =>
  typeof value === "bigint" || typeof value === "number" ? String(value) : value;
