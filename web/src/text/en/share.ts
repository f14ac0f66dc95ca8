import type { StepName, Verdict } from "../../share/check.ts";

const steps: Record<StepName, { readonly title: string; readonly right: string; readonly wrong: string }> = {
  header: {
    title: "The settlement's figures agree with each other",
    right: "Its counts, totals and its head fit together, and fit the rule.",
    wrong: "The settlement's figures contradict each other, or the statement",
  },
  key: {
    title: "The entry is yours",
    right:
      "Account, position and salt give the public key that stands in the list. Nobody without the salt can tell whose it is.",
    wrong: "The entry is not yours",
  },
  place: {
    title: "The entry is in the settlement's list",
    right: "Its hash, with the hashes beside its path, leads to the root of the positions that everybody sees.",
    wrong: "The entry is not in the settlement's list",
  },
  leaf: {
    title: "The entry keeps the rule",
    right: "Nothing in it contradicts the settlement's totals, its cut or its place.",
    wrong: "The entry breaks the rule",
  },
  share: {
    title: "The share is the rule's",
    right: "Recomputed from profit, running total and the settlement's totals: the same to the last unit.",
    wrong: "The share is not the rule's",
  },
  fund: {
    title: "The statement is this fund's",
    right: "It names this contract on this chain, and its amounts have the decimals of the fund's token.",
    wrong: "The statement is not this fund's",
  },
  settlement: {
    title: "The settlement is the one on chain",
    right: "The contract stores exactly this settlement's hash for the period.",
    wrong: "The settlement does not stand on chain",
  },
  rule: {
    title: "The rule is the one on chain",
    right: "The period is judged by the rule that stands in the statement.",
    wrong: "The rule is not the one on chain",
  },
  contract: {
    title: "The contract itself agrees",
    right: "Asked with entry and proof, it computes the same share.",
    wrong: "The contract itself does not agree",
  },
};

const verdicts: Record<Verdict, { readonly title: string; readonly text: string }> = {
  final: {
    title: "The statement is right, and the settlement is final",
    text: "What you are charged follows from the settlement that everybody sees, by the rule.",
  },
  pending: {
    title: "The statement is right; the settlement is still pending",
    text: "Until its window ends anyone can show a fault. If the settlement is voided, this statement counts for nothing.",
  },
  voided: {
    title: "The settlement was voided",
    text: "This statement belongs to a settlement that counts for nothing. The exchange must give you a new one.",
  },
  unconfirmed: {
    title: "The statement agrees with itself; the chain was not asked",
    text: "A made-up settlement would agree with itself as well. Only the chain tells whether this one is real.",
  },
  foreign: {
    title: "The statement is not this fund's",
    text: "It agrees with itself, but says nothing about the fund on this page.",
  },
  unnamed: {
    title: "The statement names no fund",
    text: "It agrees with itself, but no contract stands behind it. Ask the exchange for one that names its fund.",
  },
  wrong: {
    title: "The statement is wrong",
    text: "At least one check failed. Ask the exchange, and keep the file: it is evidence.",
  },
};

export const share = {
  title: "Check my share",
  intro:
    "For each of your positions that a settlement lists, the exchange gives you a statement, an “Apportionment” entry. Drop its file here: it is recomputed in your browser, step by step, and compared with the chain.",
  privacy:
    "The statement does not leave this browser. The node is asked about the settlement of the period, and does not learn whose statement it is.",
  drop: "Drop a statement here, or",
  choose: "Choose a file",
  paste: "Paste its text instead",
  pasteLabel: "The statement's text (JSON)",
  check: "Check it",
  again: "Check another statement",
  unreadable: "This cannot be read as a statement",
  cell: (row: string | undefined, column: string) =>
    row === undefined ? `column “${column}”` : `row ${row}, column “${column}”`,
  got: (got: string) => `given: ${got}`,
  expected: (expected: string) => `expected: ${expected}`,
  asking: "Asking the chain about the settlement…",
  chainFailed: "The chain could not be asked",
  askAgain: "Ask again",
  notConnected: "No node and fund are set: the statement is compared with nothing but itself.",
  verdicts,
  until: (time: string) => `The earliest time at which it can be final: ${time}.`,
  entry: {
    title: "What it says",
    account: "Account",
    position: "Position",
    period: "Period",
    profit: "Profit",
    share: "Share",
    rate: "Share of profit",
    rank: "Rank by profit",
    rankOf: (rank: string, all: string) => `${rank} of ${all}`,
    head: (head: string) => `among the first ${head}, who share the loss`,
    tail: (head: string) => `beyond the first ${head}, who share the loss: it pays nothing`,
  },
  checked: "What was checked",
  notTaken: "Not checked",
  open: {
    leaf: "It is not in the list, so there is nothing to compare it with.",
    settlement: "It is not this fund's, so there is nothing to compare it with.",
    rule: "This fund has no settlement to compare it with.",
  } as Partial<Record<StepName, string>>,
  steps,
  contract: {
    title: "A second opinion",
    text: "The contract can compute the share as well. For that it must be given the entry and its proof: the node you are connected to then learns which position you ask about, though not whose it is.",
    ask: "Ask the contract",
    asking: "Asking…",
  },
  notChecked: {
    title: "What was not checked",
    items: [
      "That the profit is what you really made: only you can compare it with your own account.",
      "That all your profitable positions have a statement, and that other winners were not left out.",
      "That the exchange's liquidations happened as it says. Nobody can prove that on chain.",
      "That the other winners are real, and that the period's end was not chosen to suit someone.",
      "The rest of the list. To recompute all of it, verify the whole settlement.",
    ],
    verify: "Verify the whole settlement",
  },
};
