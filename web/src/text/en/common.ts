import type { FailureKind } from "../../chain/failure.ts";
import type { FlowKind } from "../../chain/flows.ts";
import type { SubmissionStatus } from "../../chain/submissions.ts";
import type { View } from "../../router.ts";

const views: Record<View, string> = {
  overview: "Overview",
  settlements: "Settlements",
  share: "My share",
  verify: "Verify",
  rule: "The rule",
};

const failures: Record<FailureKind, (detail: string) => string> = {
  unreachable: (host) => `The node at ${host} could not be reached.`,
  timeout: (time) => `The node did not answer within ${time}.`,
  http: (status) => `The node answered with HTTP status ${status}.`,
  notNode: () => "What answers at the node's address is not an Ethereum node.",
  refused: (said) => `The node refused: ${said}`,
  incomplete: () =>
    "The node left out some of the fund's logs, or the start block in the settings is too late. Nothing is said of settlements and money until all are there; try another node.",
  other: (said) => said,
};

const states: Record<SubmissionStatus | "due", string> = {
  pending: "Pending",
  due: "Due",
  finalized: "Final",
  voided: "Voided",
  cancelled: "Cancelled",
};

const flows: Record<FlowKind, string> = {
  credited: "Liquidation profits",
  donated: "Donations",
  forfeited: "Forfeited bonds",
  covered: "Losses covered",
  migrated: "Moved to a successor",
  writtenOff: "Written off",
};

export const common = {
  name: "The transparent insurance fund",
  brand: "Insurance fund",
  of: (exchange: string) => `of ${exchange}`,
  views,
  failures,
  states,
  flows,
  skip: "Skip to the content",
  navigation: "Main",
  language: "Language",
  theme: "Appearance",
  themes: { auto: "Automatic", light: "Light", dark: "Dark" },
  notFound: "There is no such page.",
  backToOverview: "To the overview",
  loading: "Reading from the chain…",
  failedToLoad: "A part of this page could not be loaded.",
  tryAgain: "Try again",
  copy: "Copy",
  copied: "Copied",
  csv: "Download as CSV",
  json: "Download as JSON",
  newTab: "opens in a new tab",
  none: "None",
  close: "Close",
  status: {
    label: "Connection",
    connecting: "Connecting…",
    live: "Live",
    stale: "Not up to date",
    failed: "No connection",
    block: (number: string) => `Block ${number}`,
    node: (host: string) => `Node ${host}`,
    fund: "Fund",
    chain: (id: string, name: string | undefined) => (name === undefined ? `Chain ${id}` : `${name}, chain ${id}`),
    notSet: "No fund set",
    settings: "Language, look and node",
  },
  notices: {
    staleTitle: "These figures are not up to date",
    stale: (age: string) => `The figures are ${age} old.`,
    failedTitle: "The chain cannot be read now",
    retryIn: (seconds: string) => `Next attempt in ${seconds} s.`,
    retrying: "Trying again…",
    retry: "Try now",
    oldBlockTitle: "The newest block is old",
    oldBlock: (age: string) =>
      `The node's newest block was made ${age} ago: the chain stands still, or the node lags behind it.`,
    fromLink: (host: string, fund: string) =>
      `The link that led here chose the connection: node ${host}, fund ${fund}. Trust what you see only if you trust both.`,
    historyFailed: "The fund's history cannot be read now",
    setUp: "This page shows an insurance fund on a chain of your choice. Name a node and the fund's address to begin.",
  },
  footer: {
    trust:
      "Every figure is read from the chain by your browser. No server of the exchange stands in between, and nothing you drop here leaves it.",
    token: "Token",
    manager: "Manager of the roles",
    verified: "Source verified",
    code: "The code at the explorer",
  },
};
