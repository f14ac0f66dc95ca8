import { HISTORIES, type Translated } from "zke-insurance-fund";
import type { Compared } from "../../compare.ts";
import type { ConfigCode } from "../../config.ts";
import type { LinkName, SettingName } from "../../settings.ts";

const names: Record<SettingName, string> = {
  rpc: "Node (JSON-RPC address)",
  fund: "The fund's address",
  explorer: "Block explorer, with {kind} and {id}",
  startBlock: "First block to read",
  compare: "Other nodes to compare with",
};

const problems: Record<SettingName, string> = {
  rpc: "An address that begins with https:// or http:// is needed.",
  fund: "An address has 0x and 40 hexadecimal digits.",
  explorer: "An address such as https://explorer.example/{kind}/{id} is needed, or none.",
  startBlock: "A whole number is needed.",
  compare: "Addresses that begin with https:// or http:// are needed, apart by commas, or none.",
};

const linkNames: Record<LinkName | "chain", string> = {
  chain: "Chain",
  fund: "Fund",
  rpc: "Node",
  explorer: "Block explorer",
  startBlock: "First block to read",
};

const configProblems: Record<ConfigCode, (got: string) => string> = {
  unreachable: (said) => `the file could not be loaded: ${said}`,
  status: (status) => `the host answered with HTTP status ${status}`,
  webPage: (got) => `a web page stands there instead of JSON: ${got}`,
  notJson: (said) => `it is not JSON: ${said}`,
  notObject: (got) => `an object in braces is expected, and this stands there: ${got}`,
  unknownName: (got) => `there is no setting of this name; its value is ${got}`,
  unusable: (got) => `this value cannot be used: ${got}`,
  fundTwice: (got) => `this fund stands in the list before: ${got}`,
  noFund: (got) => `a fund's address is missing: ${got}`,
  tooMany: (got) => `so many funds are too many: ${got}`,
};

const compared: Record<Compared, string> = {
  chain: "Chain",
  blockHash: "Hash of the block",
  assets: "Assets",
  reserved: "Reserved",
  available: "Available",
  liabilities: "Held for others",
  solvency: "Token balance above the books",
  submissions: "Submissions so far",
  pendingCount: "Pending settlements",
  nextPeriod: "Next period",
  rest: "Totals, policy or another part of the state",
};

export const connection = {
  settings: {
    title: "Connection",
    intro:
      "The page reads the chain from your browser. Use a node you trust, ideally your own. Nothing else is contacted, except the addresses of bundles that you open.",
    names,
    problems,
    save: "Use these",
    reset: "Back to the page's own",
    saved: "Kept in this browser only.",
  },
  compare: {
    ask: "Compare the nodes now",
    asking: "Asking the nodes…",
    same: (block: string) => `All nodes that answered say the same at block ${block}: its hash and every figure.`,
    differ: (block: string) =>
      `The nodes say different things of block ${block}. One of them is wrong; believe neither until you know which.`,
    nothing: "Fewer than two nodes answered: nothing was compared.",
    head: (block: string) => `newest block ${block}.`,
    restShown: "another one",
    names: compared,
  },
  link: {
    foreignTitle: "The link that led here shows another fund than this page's own",
    otherChainTitle: "The link that led here is to a fund on another chain",
    otherChain: (named: string, shown: string) =>
      `The link names chain ${named}, and this page shows chain ${shown}. Nothing below is said of what the link is about.`,
    foreign: "Nothing below is said of this page's own fund, and its token may bear any name.",
    title: "The link that led here chose the connection",
    node: "Whoever runs a node decides what it answers. Trust what you see only if you trust that node.",
    token: (address: string, symbol: string) => `Its token is ${address}, which calls itself “${symbol}”.`,
    unnamedToken: (address: string) => `Its token is ${address}, which has no name.`,
    names: linkNames,
    ignored: (block: string) =>
      `The link's first block ${block} is not used: it lies above this page's own, and would hide what came before it.`,
    unusable: (name: string) => `What the link says of this cannot be used, and was left out: ${name}.`,
    back: "Use this page's own connection",
  },
  config: {
    broken:
      "This page's configuration cannot be read. What is wrong stands below, for whoever hosts the page; you can name a node and a fund yourself.",
    partly: "A part of this page's configuration cannot be used, and was left out.",
    details: "For whoever hosts this page",
    problems: configProblems,
  },
  shipped: {
    notUsed: (said: string) =>
      `The file of the fund's past that this page's host ships is not used: ${said}. That says nothing of the fund: its past is read from the node.`,
    problems: HISTORIES as Translated<typeof HISTORIES>,
  },
};
