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
  wrongList: {
    title: "The list is wrong at your place",
    text: "The entry is in the list that stands on chain, and it breaks the rule.",
  },
  wrongCharge: {
    title: "The charge is not the rule's",
    text: "The settlement is right, the statement is not. Nothing has to be voided on chain: show the exchange the evidence below, with the contract's own figure.",
  },
};

/** In the list of statements, where there is room for two words. */
const badges: Record<Verdict | "below" | "unreadable" | "asking" | "voidable", string> = {
  final: "Right · final",
  pending: "Right · pending",
  below: "Right · below the cut",
  wrongList: "List wrong · final",
  voidable: "Wrong · can be voided",
  wrongCharge: "Wrong charge",
  voided: "Voided · charge must be undone",
  unconfirmed: "Chain not asked",
  foreign: "Another fund's",
  unnamed: "Names no fund",
  wrong: "Wrong",
  unreadable: "Not a statement",
  asking: "Asking the chain",
};

export const share = {
  title: "Check my share",
  lead: "Checked in this browser; nothing leaves it.",
  intro:
    "For each of your positions that a settlement lists, the exchange gives you a statement, an “Apportionment” entry. Drop its file here, or all of them at once: each is recomputed in your browser, step by step, and compared with the chain.",
  privacy:
    "The statement does not leave this browser. The node is asked about the settlement of the period, and does not learn whose statement it is.",
  drop: "Drop statements here, many at once: JSON, whole mails (.eml) and quoted text are read. Or",
  choose: "Choose files",
  paste: "Paste their text instead",
  pasteLabel: "Text with statements in it: JSON, lines, or a mail",
  pasted: "pasted text",
  check: "Check it",
  again: "Start again",
  add: "Add statements",
  reading: "Reading…",
  unreadable: "This cannot be read as a statement",
  unreadableOthers: (count: string) => `The others were read: ${count}.`,
  place: (name: string, line: string) => `${name}, line ${line}`,
  cell: (row: string | undefined, column: string) =>
    row === undefined ? `column “${column}”` : `row ${row}, column “${column}”`,
  got: (got: string) => `given: ${got}`,
  expected: (expected: string) => `expected: ${expected}`,
  count: (count: string) => `Statements: ${count}`,
  chargedNow: (amount: string) => `Charged now: ${amount}`,
  badges,
  sums: {
    title: "Together",
    right: "Right",
    disputed: "Disputed",
    charged: "Charged now",
    back: "To be given back",
    backNote: "its settlement was voided",
    open: "Not confirmed by the chain",
    otherUnits: "Those of another fund or token are not in the sum.",
  },
  charged: {
    tooMuch: (amount: string) => `You were charged ${amount} too much`,
    tooLittle: (amount: string) => `The statement charges ${amount} less than the rule`,
  },
  breaks: (fault: string) => `What is wrong: ${fault} The contract voids a settlement for that.`,
  breaksFinal: (fault: string) =>
    `What is wrong: ${fault} The settlement is final, and no call can undo it any more. What is left is the evidence below: for the exchange, a regulator or a court.`,
  breaksTogether: (others: string) => `It shows together with the statement of place ${others}.`,
  clock: {
    left: "left to object, until",
    over: "The time for demands is over, but a challenge is taken until somebody finalizes: now is the time.",
  },
  arithmetic: {
    title: "Your arithmetic",
    loss: "Loss of the period",
    part: "Winners’ part",
    collected: "What the winners have",
    collectedNote: "less than their part of the loss: nobody pays more than his profit",
    profit: "Your profit",
    profitNote: "your statement: compare it with your account",
    head: (count: string) => `Profit of the head, positions: ${count}`,
    all: "Profit of all winners",
    share: "Your share",
    onChain: "settlement, on chain",
    ruleOnChain: "rule, on chain",
    inStatement: "as the statement has it; not confirmed by the chain",
    same: (rate: string) => `the statement says the same; ${rate} of your profit`,
    other: (said: string) => `the statement says ${said}`,
    rounding: (plain: string) =>
      `The rule rounds along the running total of all shares, so that they add up: your share may differ by one unit from the division alone, which gives ${plain}.`,
    exact: "Rounded down along the running total of all shares: here the same as the division alone.",
  },
  evidence: {
    title: "Evidence",
    text: "One light sheet for the exchange's support, a regulator or a lawyer.",
    token: "Token",
    tokenOf: (symbol: string) => `called ${symbol}`,
    settlement: "Settlement hash",
    key: "Your key",
    checkedAt: "Checked",
    at: (block: string, time: string, host: string) => `at block ${block}, ${time}, by ${host}`,
    notAsked: "without the chain",
    print: "Print this statement",
    printAll: (count: string) => `Print all: ${count}`,
    save: "Save as JSON",
  },
  remedyLoading: "Loading what can be done…",
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
