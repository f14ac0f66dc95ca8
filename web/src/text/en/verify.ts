import type { PublicFile } from "zke-insurance-fund/bundle";
import type { SettlementStatus } from "zke-insurance-fund/chain";
import type { BundleVerdict } from "../../verify/verdict.ts";

const verdicts: Record<BundleVerdict, { readonly title: string; readonly text: string }> = {
  final: {
    title: "Right, and final on chain",
    text: "The rule gives exactly these lists and shares, and the contract holds exactly this settlement.",
  },
  pending: {
    title: "Right, and pending on chain",
    text: "The rule gives exactly these lists and shares, and the contract holds exactly this settlement. Its window is still open.",
  },
  voided: {
    title: "The bundle agrees with itself; its settlement was voided",
    text: "The contract holds this settlement as voided: it counts for nothing.",
  },
  notOnChain: {
    title: "The bundle agrees with itself, but it is not the settlement on chain",
    text: "Whoever published it shows other figures than the contract holds.",
  },
  foreign: {
    title: "The bundle is not this fund's",
    text: "It agrees with itself, but says nothing about the fund on this page.",
  },
  unnamed: {
    title: "The bundle names no fund",
    text: "It agrees with itself, but no contract can hold it: nobody can submit such a bundle.",
  },
  otherPeriod: {
    title: "This is the bundle of another period",
    text: "It agrees with itself, but it is not what you asked for.",
  },
  unconfirmed: {
    title: "The bundle agrees with itself; the chain was not asked",
    text: "A made-up settlement can agree with itself as well. Only the chain tells whether this one is real.",
  },
  wrong: {
    title: "The bundle is wrong",
    text: "What is in these files is not what the rule gives. A file that was damaged on the way looks the same: fetch it again, or from elsewhere, before you blame the settlement.",
  },
  partial: {
    title: "What could be had of the bundle is right; a list is missing",
    text: "The list that is here was recomputed. Nothing is said of the other one.",
  },
};

const files: Record<PublicFile, string> = {
  settlement: "the header",
  positions: "the positions",
  liquidations: "the liquidations",
};

export const verify = {
  title: "Verify a settlement",
  intro:
    "Every settlement has a bundle: its header, all positions and all liquidations, without names. Your browser sorts the list anew, sums it up, cuts it, computes every share and both roots, and compares each figure with the bundle and with the chain.",
  period: "Settlement",
  anyPeriod: "One whose files I have",
  periodName: (period: string, state: string) => `Period ${period} (${state})`,
  address: "Address of the bundle's folder",
  addressNote: (host: string) =>
    `The operator wrote this address; nobody vouches for it. ${host} will see that you look. Nothing else is told.`,
  addressMissing: "Enter the address of the bundle's folder, or drop its files below.",
  addressEmpty:
    "The operator named no address. Take that as a warning. If you have the files from elsewhere, drop them below.",
  addressNotWeb:
    "A browser opens only https:// and http:// addresses. Enter a gateway's address for the same folder, or drop the files below.",
  fetch: "Fetch and verify",
  or: "Or from files that you have",
  drop: "Drop the bundle's folder here, or its three files, or",
  choose: "Choose files",
  chooseFolder: "Choose a folder",
  dropNote: "Nothing is uploaded. What lies in a folder named “private” is not read.",
  picked: {
    missing: (names: string) => `These files are missing: ${names}.`,
    twice: (names: string) => `These files are there more than once: ${names}. Give one bundle at a time.`,
    unreadable: "The files could not be read.",
  },
  files,
  stages: {
    fetching: (file: string, have: string) => `Fetching ${file}: ${have}`,
    reading: "Reading the lists",
    recomputing: "Sorting, summing up, hashing",
    done: "Done. The result follows.",
  },
  cancel: "Cancel",
  cancelled: "Cancelled.",
  failures: {
    fetch: "The bundle could not be fetched",
    memory: "This browser has too little memory for the bundle. The command-line tool verifies it as well.",
    other: (said: string) => `The browser could not do the work: ${said}`,
    unreadable: "The bundle cannot be read",
  },
  verdicts,
  absent: (file: string) => `Missing: ${file}.`,
  afterWrong: (status: SettlementStatus): string =>
    status === "pending"
      ? "The settlement is pending: if the list on chain has that fault, anyone can have the contract void it."
      : status === "finalized"
        ? "The settlement is final: no call can undo it any more. If another copy of the files shows the same, keep them: they are evidence."
        : "The contract holds no such settlement that counts.",
  result: {
    positions: "Positions",
    loss: "Loss",
    shared: "Shared by winners",
  },
  checked: {
    title: "What was recomputed",
    items: [
      "the order of the positions and of the liquidations, and that no key stands in a list twice",
      "that each liquidation has a quantity, and was closed within the period",
      "every running total, the cut, and every share",
      "both trees up to their roots",
      "the header's totals and counts, and the outcome",
    ],
  },
  findings: {
    title: "What is wrong",
    caption: "Figures that are not what the rule gives, amounts in base units",
    place: "Where",
    problem: "What",
    got: "Is",
    expected: "Should be",
    entry: (index: string) => `entry ${index}`,
  },
  standing: {
    asking: "Asking the chain…",
    submission: (serial: string, state: string) => `It is submission ${serial} on chain: ${state}.`,
    never: "It was never submitted to this fund.",
  },
  notChecked: {
    title: "What cannot be verified here",
    items: [
      "that the liquidations happened as listed, at these prices, and none was left out",
      "that every winner is listed with the right profit: each must check their own",
      "whose the keys are: they are salted, and meant to hide that",
    ],
    share: "Check your own share",
  },
};
