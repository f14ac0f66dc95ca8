// What is given to those who run a fund's programs, audit it, deploy it and publish what it says.
import * as audit from "zke-insurance-fund/audit";
import { createPriceTable } from "zke-insurance-fund/prices";
import {
  type Argument,
  address,
  bigint,
  type Call,
  callback,
  count,
  flag,
  integer,
  listOf,
  made,
  name,
  needed,
  number,
  optional,
  parts,
  text,
  wrongAs,
} from "../wrong-values.ts";
import { feedSubmission, history, nodes, standing, urls } from "./chain.ts";
import { decimals } from "./computing.ts";
import { ACCOUNT, abort, anObject, block, CHAIN, FUND, OTHER, REF, reader, recorder, recorders } from "./values.ts";

const url = wrongAs(new URL("http://127.0.0.1:1/"), null, 5, "http://127.0.0.1:1/", {}, [], true);
/** What stops a program before it does anything. */
const stopped = wrongAs(AbortSignal.abort(), ...abort().wrong);
const fetching = {
  ...{ files: optional(listOf(wrongAs("positions", undefined, null, 5, "secret", {}))) },
  ...{ allowPrivate: optional(flag(true)), ipfsGateway: url, mostBytes: optional(number(5)) },
  ...{ timeout: optional(number(5)), idleTimeout: optional(number(5)), into: optional(name("x")) },
  ...{ witnesses: optional(listOf(text("http://127.0.0.1:1/"))), signal: stopped },
};
const fetchOptions = parts(fetching);
const daemon = {
  ...{ rpc: name("nowhere"), fund: address(ACCOUNT), db: name("x.sqlite"), once: optional(flag(true)) },
  ...{ interval: optional(count(5, 0)), signer: optional(made({ address: OTHER, ...recorders("signTransaction") })) },
  ...{ log: optional(callback(() => undefined)), state: optional(name("state.sqlite")), fromBlock: block },
  ...{ confirmations: optional(count(1, 0)), feeLimit: optional(integer(1n, 256)), signal: stopped },
  ...{ urgentFeeLimit: optional(integer(1n, 256)), webhook: url },
  metrics: optional(parts({ host: text("127.0.0.1"), port: wrongAs(0, ...count(0).wrong) })),
  connect: optional(parts({ ...nodes, agree: optional(count(1, 0)), sendTo: optional(urls) })),
  limits: optional(
    parts({
      ...{ leastEther: optional(integer(1n, 256)), leastBalance: optional(integer(1n, 256)) },
      leastAllowance: optional(integer(1n, 256)),
    }),
  ),
};
/** A place, of one of some kinds, each wrong by what is its own. */
const oneOf = (value: Argument, ...others: readonly Argument[]): Argument =>
  wrongAs(
    value.value,
    ...[undefined, null, 5, 5n, "x", true, [], {}],
    ...[value, ...others].flatMap(({ wrong }) => wrong.filter((each) => typeof each === "object" && each !== null)),
  );
const command = parts({ command: name("true"), timeout: optional(number(5)) });
const folder = parts({ folder: name("x/{period}") });
const format = optional(
  parts({
    ...{
      columns: wrongAs({ account: "uid" }, null, 5, "x", [], { account: 5 }),
      round: wrongAs("down", null, 5, "up"),
    },
    ...{ ignoreColumns: optional(listOf(text("x"))), allowZeroPrice: optional(flag(true)) },
  }),
);
const ledger = audit.createLedger(REF);
const audited = needed(
  parts({
    ...{ chainId: integer(1n, 256), fund: address(ACCOUNT), token: address(OTHER), decimals: needed(decimals) },
    ...{ block: needed(parts({ number: count(5), hash: text(REF), time: bigint(5n) })), fromBlock: count(0) },
    ...{ logCount: count(0), compared: count(0), answers: anObject({}), standing: optional(standing) },
    findings: needed(parts({ count: count(0), kept: wrongAs([], undefined, null, 5, "x", {}) })),
    ledger: wrongAs(
      ledger,
      undefined,
      null,
      5,
      "x",
      [],
      {},
      { ...ledger, periods: [] },
      { ...ledger, submissions: {} },
    ),
    timeline: wrongAs(audit.createTimeline(), undefined, null, 5, "x", [], {}),
    ...{ bundles: wrongAs([], undefined, null, 5, "x", {}), largest: wrongAs([], undefined, null, 5, "x", {}) },
    ...{ remarks: listOf(text("x")), prices: wrongAs(undefined, null, 5, "x", []) },
  }),
);
const feed = needed(
  parts({
    ...{ chainId: integer(1n, 256), fund: address(ACCOUNT), symbol: text("USDT"), decimals: needed(decimals) },
    ...{ payable: bigint(5n), submissions: listOf(feedSubmission) },
    overview: needed(
      parts({
        ...{ block: bigint(5n), time: bigint(5n), assets: bigint(5n), solvency: bigint(0n), policy: anObject({}) },
        ...{ paused: needed(flag(false)), closed: needed(flag(false)), lastEndTime: bigint(5n) },
      }),
    ),
  }),
);
const publisher = needed(parts({ name: text("Example"), page: optional(text("http://127.0.0.1:1/")) }));

export const RUNNING: readonly Call[] = [
  [
    "node.watch",
    parts({
      ...{ ...daemon, random: optional(number(1)), bondsPerDay: optional(integer(1n, 256)) },
      ...{ answersPerDay: optional(number(5)), tries: optional(number(3)), fetch: optional(fetchOptions) },
    }),
  ],
  [
    "node.operate",
    parts({
      ...{ ...daemon, bundles: name("bundles") },
      data: optional(parts({ fetch: needed(fetchOptions), interval: number(5), every: optional(number(5)) })),
    }),
  ],
  [
    "node.schedule",
    parts({
      ...{ ...daemon, bundles: name("bundles"), dataUri: name("http://127.0.0.1:1/{period}/") },
      tables: oneOf(parts({ folder: name("x/{period}"), format }), parts({ command: name("true"), format }), command),
      publish: oneOf(command, folder, parts({ s3: wrongAs({}, undefined, null, 5, "x") })),
      ...{ delay: optional(integer(1n, 64)), leastCoverage: optional(integer(1n, 256)) },
      ...{ allowance: optional(integer(1n, 256)), fetch: optional(fetchOptions) },
    }),
  ],
  [
    "node.audit",
    ...[CHAIN, FUND],
    needed(
      parts({
        bundles: needed(parts({ given: optional(name("x")), fetch: optional(fetchOptions) })),
        ...{ block, fromBlock: block, state: optional(name("x")), signal: abort() },
        ...{ prices: wrongAs(createPriceTable().finish(), null, 5, "x", {}, []), onEntry: optional(callback(() => 1)) },
        ...{ onAgain: optional(callback(() => 1)), onLiquidations: optional(callback(() => 1)) },
        ...{ progress: optional(callback(() => 1)), note: optional(callback(() => 1)) },
      }),
    ),
  ],
  ["node.auditedHistory", audited, made({ add: () => {}, clear: () => {}, history: () => undefined })],
  ["node.reportHtml", audited],
  ["node.reportJson", audited],
  ["node.reportLines", audited, needed(callback(() => []))],
  ["node.openOutputs", needed(parts({ csv: optional(name("csv")), html: optional(name("x.html")) }))],
  ["node.feedFiles", feed, publisher],
  ["node.writeFeed", name("feed"), feed, publisher],
  [
    "node.checkDeployment",
    made({ ...reader, ...recorders("send", "getTransactionReceipt") }),
    needed(
      parts({
        ...{ fund: address(ACCOUNT), fromBlock: block, host: optional(text("x")) },
        parameters: wrongAs({}, null, 5, "x", []),
      }),
    ),
  ],
  [
    "node.planDeployment",
    made({ send: recorder("send") }),
    needed(parts({ module: wrongAs("LocalFund", undefined, null, 5, "Fund", {}), values: anObject({}) })),
  ],
  ["node.deployDevnet", name("nowhere")],
  [
    "node.fetchBundle",
    text("x"),
    needed(parts({ positionCount: integer(1n, 64), liquidationCount: integer(1n, 64) })),
    optional(fetchOptions),
  ],
  ["node.writeHistory", name("x.json"), history],
  ["node.readDecision", name("x.json")],
  ["node.readParameters", name("x.json")],
  ["bundle.openProver", name("x"), optional(parts({ parts: optional(count(1, 0)) }))],
  [
    "bundle.proveInFolder",
    ...[name("x"), text("alice"), text("BTC")],
    optional(parts({ onWholeList: optional(callback(() => undefined)) })),
  ],
];
