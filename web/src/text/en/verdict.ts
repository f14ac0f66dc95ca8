import type { LossLimit, VerdictState } from "../../chain/verdict.ts";

const limits: Record<LossLimit, (brake: string) => string> = {
  brake: (brake) => `One ${brake} brake for all pending settlements.`,
  assets: () => "All that is not reserved.",
  paused: () => "The fund is paused: nothing is submitted or paid.",
  closed: () => "The fund is closed: nothing is submitted any more.",
  insolvent: () => "Blocked until the missing tokens are made good or written off.",
};

const money: Record<VerdictState, string> = {
  good: "All there",
  waiting: "All there",
  wrong: "Missing",
  old: "Not up to date",
  reading: "Reading",
};

const history: Record<VerdictState, string> = {
  good: "Complete",
  waiting: "Complete, not all dated",
  wrong: "Incomplete",
  old: "Not up to date",
  reading: "Reading",
};

export const verdict = {
  label: (symbol: string | undefined) => (symbol ? `Verdict on the ${symbol} fund` : "Verdict on the fund"),
  how: "how this is known",
  money: {
    about: "Money",
    said: money,
    missing: (amount: string) => `${amount} missing`,
    contradicted: "Contradicted",
    owes: (owed: string) => `Owes ${owed}.`,
    sums: (holds: string, owes: string) => `Holds ${holds}, owes ${owes}.`,
    exact: "Nothing missing, nothing over.",
    over: (amount: string) => `${amount} more than it owes.`,
    blocked: "Nothing can be submitted or finalized.",
    told: (contract: string, token: string) =>
      `By the contract the difference is ${contract}, by its token ${token}: one of them does not tell the truth.`,
  },
  history: {
    about: "History",
    said: history,
    readingPart: (part: string) => `Reading, ${part}`,
    notConcluded: "Nothing is concluded until all of it is there.",
    serials: (last: string, pending: string) =>
      `Submissions 1 to ${last} without a gap, ${pending} pending as counted.`,
    noneYet: "Nothing was submitted so far.",
    sums: "All sums equal.",
    undated: (count: string) => `The times of ${count} kinds of money are not known.`,
    until: (block: string) => `Was complete up to block ${block}.`,
  },
  nextLoss: {
    about: "Next loss",
    reading: "Reading",
    nothing: "Nothing",
    limits,
    full: "Pays the fund's part of the largest loss so far in full, once.",
    part: (part: string) => `Pays ${part} of the fund's part of the largest loss so far.`,
  },
  proofs: {
    balance: (holds: string, owes: string, difference: string) =>
      `The token says that the fund holds ${holds}; assets and what is held for others are ${owes}; the difference is ${difference}. Token`,
    submissions: (counted: string, known: string) =>
      `Submissions: ${counted} counted by the contract, ${known} known here`,
    pending: (counted: string, known: string) =>
      `Pending settlements: ${counted} counted by the contract, ${known} known here`,
    records: (periods: string) => `The contract's record of each of ${periods} periods is that of its settlement`,
    totals: "Credits, donations, forfeits and payouts: the sums of what is known are the contract's totals",
    payable: "Payable: the smaller of what is available, and the brake's part of the assets less what is reserved",
    nodes: (hosts: string) => `Asked: ${hosts}`,
  },
};
