import type { Fault } from "zke-insurance-fund";
import { describeFault, FAULTS } from "zke-insurance-fund";
import type { TreeName } from "zke-insurance-fund/chain";
import type { FetchProblem } from "../../chain/bundle.ts";
import type { Demand } from "../../chain/submissions.ts";

const faults = Object.fromEntries(
  FAULTS.filter((fault): fault is Fault => fault !== "None").map((fault) => [fault, describeFault(fault)]),
) as Record<Fault, string>;

const trees: Record<TreeName, string> = { liquidations: "Liquidations", positions: "Positions" };

const demandStates: Record<Demand["state"], string> = {
  open: "Waiting for an answer",
  answered: "Shown",
  expired: "Not shown in time",
  reclaimed: "Taken back after the settlement fell",
};

const problems: Record<FetchProblem, (detail: string) => string> = {
  noAddress: () => "The operator gave no address for the bundle.",
  notWeb: () => "A browser cannot open the bundle's address: it is not on the web.",
  unreachable: (host) =>
    `The bundle could not be fetched from ${host}: the host does not answer, or does not allow pages to read it (CORS).`,
  status: (status) => `The bundle could not be fetched: its host answered with HTTP status ${status}.`,
  tooLarge: () => "The bundle is larger than its header allows, and was not fetched.",
  timeout: () => "The bundle did not come in time.",
  cutShort: (bytes) =>
    `The transfer broke off after ${bytes} bytes. That says nothing of the bundle: fetch it again, or from elsewhere.`,
  compressed: (file) => `The host sent ${file} packed (gzip) without saying so. Unpack it, and drop the files below.`,
};

export const settlements = {
  title: "Settlements",
  intro:
    "At the end of each period the exchange submits what its liquidations lost and earned. The fund pays its part of the losses, the largest winners share the rest, and for some days anyone can show a fault and have the settlement voided.",
  none: "No settlement has been submitted yet.",
  noneFound: "None of those that are known is so.",
  moreToCome: "Others are still being read.",
  more: "Show more",
  shown: (shown: string, all: string) => `${shown} of ${all} shown`,
  all: (submissions: string, periods: string) =>
    `${submissions} submissions of ${periods} periods, right and wrong ones. The serials have no gap.`,
  periods: (count: string) => `· ${count}`,
  caption: (symbol: string) => `${symbol} rounded to two decimals; tap a figure for the exact one. Times are UTC.`,
  scale: (loss: string, period: string) => `All bars have one scale, up to ${loss} (period ${period}).`,
  countsForNothing: "counts for nothing",
  noLoss: "no loss",
  cancelled: "taken back by the guardian",
  toObject: (time: string) => `${time} to object`,
  tools: {
    state: "Status",
    states: { all: "All", pending: "Pending", final: "Final", void: "Void" },
    loss: "Loss",
    losses: { any: "Any", some: "With a loss", open: "Left something open" },
    large: (amount: string) => `${amount} and more`,
    order: "Order",
    orders: { newest: "Newest first", loss: "Largest loss", rate: "Highest share of profit" },
    find: "Period or date",
    example: "312 or 2026-10-05",
  },
  period: (period: string) => `Period ${period}`,
  back: "All settlements",
  notFound: (period: string) => `There is no settlement of period ${period}.`,
  columns: {
    status: "Status",
    period: "Period, ended",
    ends: "Window",
    loss: "Loss",
    bears: "Who bears it",
    coverage: "Fund",
    shared: "Winners",
    deficit: "Left open",
    rate: "Of payers' profit",
  },
  states: {
    pending: "Submitted, and open to challenge. Nothing has been paid yet.",
    finalized: "The window passed without a fault. The fund paid its part.",
    voided:
      "A fault was shown, and the contract voided this settlement. It counts for nothing; the period is open again.",
    cancelled: "The guardian took this settlement back. It counts for nothing; the period is open again.",
  },
  void: {
    title: "Why it was voided",
    claimed: "What follows is what the operator submitted. It is not in force, and parts of it may be false.",
    unknownFault: "The contract names a fault that this page does not know.",
    by: "Shown by",
    demandedBy: "Demanded in vain by",
    reward: (reward: string, forfeited: string) =>
      `Of the operator's bond, ${reward} is theirs; ${forfeited} went to the fund.`,
    cancelled: (returned: string, forfeited: string) =>
      `Of the operator's bond, ${returned} went back to it; ${forfeited} went to the fund.`,
  },
  split: {
    title: "Who bears the loss",
    titleOf: "Who bears the loss of",
    noLoss: "The period had no loss: there is nothing to bear.",
    picture: (fund: string, winners: string, deficit: string) =>
      `The fund ${fund}, the largest winners ${winners}, left open ${deficit}`,
    loss: "Loss of the period",
    fund: "The fund",
    fundNote: (part: string, quota: string) => `its part is ${part}: ${quota}`,
    winners: "The largest winners",
    winnersNote: (part: string, toShare: string) => `their part is ${part}: ${toShare}`,
    deficit: "Left open",
    deficitNote: "the deficit: the exchange's to bear",
    profit: "Liquidation profits of the period, credited to the fund in full",
    liquidations: "Liquidations",
  },
  head: {
    title: "The cut: who counts as a large winner",
    none: "There was nothing to share, so no position pays.",
    text: (head: string, all: string, part: string, rate: string) =>
      `${head} of ${all} profitable positions share the loss: the fewest that hold ${part} of all profit. Each of them pays the same part of its profit: ${rate}.`,
    headProfit: "Their profit together",
    totalProfit: "Profit of all profitable positions",
  },
  curve: {
    load: "Fetch the list of positions",
    loadNote: (host: string, size: string) =>
      `The list lies at ${host}, where the operator put it. That host will see that you look. It is at most ${size}.`,
    loading: "Fetching the list of positions",
    reading: "Recomputing the list's root",
    right: "This list is the one on chain: its root was recomputed here, and it agrees.",
    wrong: "This list is NOT the one on chain: its root is another one. What it says is not shown.",
    unreadable: "What lies at the bundle's address is not a list of positions.",
    label: (head: string, part: string) => `The first ${head} positions hold ${part} of all profit.`,
    pay: (count: string) => `these ${count} pay`,
    payNothing: (count: string) => `${count} pay nothing`,
    positions: (count: string) => `${count} positions, the largest profit first`,
    largest: "Largest shares",
    salted: "Keys are salted: only the holder can recognise one.",
    mine: "Check mine",
    rank: "Rank",
    key: "Key",
    positionProfit: "Profit",
    share: (rate: string) => `Share, ${rate}`,
  },
  life: {
    title: "Its life",
    ended: "Period ended",
    submitted: "Submitted by the operator, with a bond of",
    entry: (list: string, entry: string) => `${list}, entry ${entry}`,
    demanded: (entry: string) => `${entry}: demanded`,
    windowEnded: "Window ended",
    windowEnds: "Window ends",
    final: "Final: the fund paid",
  },
  record: {
    title: "For auditors",
    serial: "Submission",
    submitted: "Submitted",
    by: "Operator",
    windowEnds: "Open to challenge until",
    ended: "Ended",
    bond: "The operator's bond",
    bundle: "The bundle",
    noBundle: "The operator named no address. Take that as a warning: nobody else can recompute the settlement.",
    bundleNote: "An address that the operator wrote; nobody vouches for it.",
    positionsRoot: "Root of the positions",
    liquidationsRoot: "Root of the liquidations",
    rule: "The rule",
    ruleText: (cover: string, head: string, basis: string) =>
      `the fund pays ${cover}; the head holds ${head} of all profit; ${basis}`,
    basisHead: "shares are measured against the head's profit",
    basisAll: "shares are measured against all profit",
    verify: "Verify this settlement in your browser",
  },
  demands: {
    title: "Demands",
    none: "Nobody demanded an entry.",
    caption: "Entries that were demanded, and what became of it",
    tree: "List",
    index: "Entry",
    state: "Outcome",
    deadline: "Due",
    made: "Demanded",
    ended: "Ended",
  },
  earlier: {
    title: "Earlier submissions of this period",
    submission: (serial: string) => `Submission ${serial}`,
  },
  faults,
  trees,
  demandStates,
  problems,
};
