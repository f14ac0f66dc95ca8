import type { FeedData, FeedSubmission } from "./read.ts";

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
    settlements: submissions.map(settlementOf),
  };
  return `${JSON.stringify(value, plain, 2)}\n`;
}

function settlementOf({
  serial,
  period,
  status,
  settlement,
  terms,
  submittedAt,
  endedAt,
  submitted,
  ending,
  ...rest
}: FeedSubmission) {
  return {
    period,
    submission: serial,
    status,
    startTime: settlement.startTime,
    endTime: settlement.endTime,
    submittedTime: submittedAt,
    challengeEnd: terms.challengeEnd,
    endedTime: endedAt ?? null,
    loss: settlement.loss,
    profit: settlement.profit,
    coverage: terms.coverage,
    shared: terms.shared,
    deficit: terms.deficit,
    liquidationCount: settlement.liquidationCount,
    positionCount: settlement.positionCount,
    headCount: settlement.headCount,
    dataURI: rest.dataURI,
    submittedIn: submitted.transaction,
    endedIn: ending?.transaction ?? null,
  };
}

const plain = (_: string, value: unknown) =>
  typeof value === "bigint" || typeof value === "number" ? String(value) : value;
