// Whatever a program gives wrongly to an operation is told as its own mistake, before anything is asked, sent or written.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as core from "zke-insurance-fund";
import { ENTRIES } from "../support/entries.ts";
import {
  type Argument,
  address,
  callback,
  count,
  flag,
  integer,
  listOf,
  made,
  name,
  optional,
  parts,
  text,
  word,
  wordsOf,
  wrongAs,
} from "../support/wrong-values.ts";

type Hex = core.Hex;

/** What an operation asks for, instead of an answer. */
class Asked extends Error {}

const asked: string[] = [];
/** Keeps that it was asked, and has no answer. */
const recorder = (what: string) => async () => {
  asked.push(what);
  throw new Asked(what);
};
const recorders = (...names: string[]) => Object.fromEntries(names.map((each) => [each, recorder(each)]));

const ACCOUNT: Hex = `0x${"11".repeat(20)}`;
const OTHER: Hex = `0x${"22".repeat(20)}`;
const REF: Hex = `0x${"ab".repeat(32)}`;
const reader = recorders(
  ...["call", "getNetwork", "getBlock", "getBlockNumber", "getLogs", "getCode", "getTransactionCount", "startOf"],
);
const FUND = made({
  ...{ address: ACCOUNT, provider: reader },
  ...recorders(
    "read",
    "overview",
    "token",
    "decimals",
    "chainId",
    "domain",
    "policy",
    "policyAt",
    "record",
    "credited",
  ),
  ...recorders("submissions", "claimable", "shareOf"),
});
const SENDER = made({
  address: OTHER,
  ...recorders("recover", "underWay", "send", "sendRow", "newest", "sentBefore", "inTurn"),
});

const period = integer(1n, 64);
const amount = integer(5n, 128);
const settlementParts = Object.fromEntries(
  Object.entries(core.SETTLEMENT_FIELDS).map(([field, bits]) => [field, bits === 256 ? word(REF) : integer(1n, bits)]),
);
const settlement = parts(settlementParts);
const rule = parts({
  coverBps: count(2000, 10_001),
  headBps: count(9000, 0, 10_001),
  basis: wrongAs("head", undefined, null, 5, "tail", {}),
});
const identity = parts({ chainId: integer(1n, 256), fund: address(ACCOUNT) });
const claimParts = { identity: optional(identity), decimals: count(6), settlement, policy: rule };
const path = wrongAs("x.csv", undefined, null, 5, 5n, "", {}, [5], true);
const daemon = {
  ...{ rpc: name("nowhere"), fund: address(ACCOUNT), db: name("x.sqlite"), once: optional(flag(true)) },
  ...{ interval: optional(count(5, 0)), signer: optional(made({ address: OTHER, ...recorders("signTransaction") })) },
};
const place = parts({ tree: wrongAs("positions", undefined, null, 5, "oak", {}), index: integer(0n, 64) });
const data = wrongAs("0x12345678", undefined, null, 5, "x", "0x1", {});
const call = parts({
  ...{ id: word(REF), caller: address(OTHER), target: address(ACCOUNT), readyAt: integer(0n, 64) },
  data,
});
const READER = made(reader);
const CHAIN = parts({ provider: READER, chainId: integer(1n, 256), genesis: text(REF), host: text("here") });
/** A block by its number, or the newest. */
const tag = wrongAs("latest", null, 1.5, -1, Number.NaN, 5n, "newest", {}, []);
const block = optional(count(7));
const credits = {
  intoFrozen: optional(flag(true)),
  fromBlock: block,
  perCall: optional(count(5, 0)),
  allowance: optional(integer(1n, 256)),
  onProgress: optional(callback(() => undefined)),
};

const queue = {
  ...credits,
  ...{ every: optional(count(1, 0)), most: optional(count(1, 0)), onError: optional(callback(() => undefined)) },
};
/** What is no address of a database. */
const inbox = [undefined, null, 5, 5n, "", {}, [], () => 1];

/** Calls that would be made, argument by argument; an operation has several where it takes several kinds of things. */
const CALLS: readonly (readonly [path: string, ...args: readonly Argument[]])[] = [
  [
    "chain.submit",
    ...[FUND, SENDER, parts({ ...claimParts, dataURI: optional(text("")), leastCoverage: optional(amount) })],
    optional(
      parts({
        intoFrozen: optional(flag(true)),
        allowance: optional(integer(1n, 256)),
        onPreview: optional(callback(() => undefined)),
      }),
    ),
  ],
  ["chain.finalize", FUND, SENDER, settlement],
  ["chain.withdraw", FUND, SENDER, address(OTHER)],
  ["chain.moveTokens", FUND, SENDER, address(`0x${"33".repeat(20)}`)],
  ["chain.approve", FUND, SENDER, integer(5n, 256)],
  ["chain.findSubmission", FUND, period],
  [
    "chain.credit",
    ...[FUND, SENDER],
    parts({
      ...{ period, credits: listOf(parts({ ref: word(REF), amount: wrongAs(1n, ...amount.wrong, 0n) })) },
      sequence: optional(integer(0n, 64)),
    }),
    optional(parts(credits)),
  ],
  ["chain.pause", FUND, SENDER],
  ["chain.unpause", FUND, SENDER],
  ["chain.sync", FUND, SENDER],
  ["chain.writeOff", FUND, SENDER],
  ["chain.cancel", FUND, SENDER, period],
  ["chain.donate", FUND, SENDER, wrongAs(5n, ...amount.wrong, 0n)],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("close", undefined, null, 5, "toString", "open", {}) })],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("migrate"), to: address(OTHER) })],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("set-clearing"), account: address(OTHER) })],
  [
    "chain.propose",
    ...[FUND, SENDER],
    parts({ kind: wrongAs("grant"), role: integer(1n, 64), account: address(OTHER), executionDelay: integer(0n, 32) }),
  ],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("revoke"), role: integer(1n, 64), account: address(OTHER) })],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("set-delay"), role: integer(1n, 64), delay: integer(0n, 32) })],
  [
    "chain.propose",
    ...[FUND, SENDER],
    parts({
      kind: wrongAs("set-policy"),
      policy: parts({ bondBps: count(1, 70_000), demandBond: integer(1n, 96), maxLevels: count(1, 256) }),
    }),
  ],
  ["chain.propose", FUND, SENDER, parts({ kind: wrongAs("set-policy"), policy: wrongAs({}, { unknown: 1 }) })],
  ["chain.execute", FUND, SENDER, call],
  ["chain.withdrawProposal", FUND, SENDER, call],
  ["chain.renounce", FUND, SENDER, integer(1n, 64)],
  ["chain.findProposal", FUND, word(REF), parts({ block: count(7), fromBlock: block })],
  ["chain.demand", FUND, SENDER, period, place],
  ["chain.expire", FUND, SENDER, period, optional(place)],
  ["chain.reclaim", FUND, SENDER, period, optional(parts({ place: optional(place), fromBlock: block }))],
  [
    "chain.allow",
    ...[READER, SENDER],
    parts({
      ...{ token: address(ACCOUNT), spender: address(OTHER), amount: integer(5n, 256) },
      ...{ standing: optional(integer(5n, 256)), needed: optional(integer(5n, 256)), decimals: optional(count(6)) },
      ...{ at: block, call: optional(data) },
    }),
  ],
  ["chain.allowanceOf", READER, address(ACCOUNT), address(OTHER), address(ACCOUNT), tag],
  ["chain.balanceOf", READER, address(ACCOUNT), address(OTHER), tag],
  ["chain.decimalsOf", READER, address(ACCOUNT)],
  ["chain.previewSubmission", FUND, parts({ settlement, policy: rule }), address(OTHER), tag],
  ["chain.readPeriodTerms", FUND, optional(period)],
  [
    "chain.readStanding",
    FUND,
    optional(parts({ block, fromBlock: block, fundEvents: wrongAs(undefined, null, 5, {}) })),
  ],
  ["chain.readCreditBook", ...[FUND, period, listOf(word(REF))], optional(parts({ fromBlock: block, at: block }))],
  [
    "chain.readUnfinished",
    FUND,
    parts({
      ...{ nextPeriod: integer(2n, 64), block: integer(7n, 64), time: integer(1n, 64), lastEndTime: integer(1n, 64) },
      ...{ closed: flag(false), policy: parts({ periodHours: count(8) }) },
    }),
  ],
  ["chain.pendingSubmission", FUND, period],
  ["chain.readVault", FUND, tag],
  ["chain.planCalls", CHAIN, address(ACCOUNT), callback(recorder("run"))],
  ["node.readFeed", FUND, optional(parts({ periods: optional(count(5, 0)), confirmations: optional(count(1, 0)) }))],
  [
    "node.postgresQueue",
    FUND,
    SENDER,
    parts({ ...queue, inbox: wrongAs("postgres://nobody@127.0.0.1:1/none", ...inbox) }),
  ],
  ["node.creditQueue", FUND, SENDER, wrongAs({ inbox: "x" }, ...parts({ ...queue, inbox: name("inbox") }).wrong)],
  ["node.openStore", wrongAs("postgres://nobody@127.0.0.1:1/none", ...name("x").wrong)],
  ["node.sqliteStore", name("store")],
  ["node.postgresStore", wrongAs("postgres://nobody@127.0.0.1:1/none", ...inbox)],
  [
    "chain.createSender",
    ...[CHAIN, parts({ address: address(OTHER), signTransaction: callback(recorder("signTransaction")) })],
    optional(
      parts({
        ...{ store: optional(made(recorders("exclusively", "inTurn", "add"))), confirmations: optional(count(1, 0)) },
        ...{ timeout: optional(count(1)), bumpAfter: optional(count(1)), feeLimit: optional(integer(1n, 256)) },
        ...{ tip: optional(integer(1n, 256)), interval: wrongAs(1, null, 0, -1, 1.5, Number.NaN, "1", {}, 1n) },
        ...{ urgencyOf: optional(callback(recorder("urgencyOf"))), onEvent: optional(callback(recorder("onEvent"))) },
        onWait: optional(callback(recorder("onWait"))),
      }),
    ),
  ],
  ["core.headOf", count(3), wrongAs((at: number) => [60n, 90n, 100n][at]), rule],
  ["core.parseQuantity", wrongAs("1.5", "x", ...text("").wrong)],
  ["core.parseTime", wrongAs("2025-10-10T21:00:00Z", "x", ...text("").wrong)],
  ["core.parseSide", wrongAs("long", "up", ...text("").wrong)],
  ["prices.parsePrice", wrongAs("1.5", "x", ...text("").wrong)],
  ["core.checksumAddress", address(ACCOUNT)],
  ["core.assertIdentity", identity],
  ["core.domainOf", identity],
  ["core.hashSettlement", settlement, word(REF)],
  ["core.headerHash", settlement],
  ["core.wordBytes", word(REF)],
  ["core.keyOf", word(REF), text("liq-1")],
  ["core.saltOf", word(REF), text("liq-1")],
  ["core.positionId", text("alice"), text("BTC")],
  ["core.liquidationId", text("liq-1")],
  ["core.marketBytes32", text("BTCUSDT")],
  ["chain.refOf", name("liq-1")],
  ["chain.openFund", wrongAs(reader), address(ACCOUNT)],
  ["chain.remoteSigner", parts({ url: wrongAs("http://127.0.0.1:1", ...name("x").wrong), address: address(ACCOUNT) })],
  ["chain.viemSigner", parts({ address: address(ACCOUNT), signTransaction: callback(recorder("sign")) })],
  [
    "chain.ethersSigner",
    parts({ getAddress: callback(async () => ACCOUNT), signTransaction: callback(recorder("sign")) }),
  ],
  [
    "node.audit",
    CHAIN,
    FUND,
    parts({ bundles: wrongAs({}, undefined, null, 5, "x", []), block, fromBlock: block, state: optional(name("x")) }),
  ],
  ["node.readCreditsFile", path, count(6, 19)],
  ["node.readPricesFile", path],
  ["bundle.readPositionsFile", path, parts({ decimals: count(6, 19) })],
  ["node.readDecision", name("x.json")],
  ["node.readParameters", name("x.json")],
  ["node.writeHistory", name("x.json"), wrongAs({ block: {} }, undefined, null, 5, "x", {})],
  ["node.fetchBundle", text("x"), wrongAs({}, undefined, null, 5, "x", [])],
  ["node.operate", parts(daemon)],
  ["node.watch", parts(daemon)],
  ["node.schedule", parts(daemon)],
  ["bundle.readBundle", name("x")],
  ["bundle.readDocument", name("x")],
  ["bundle.readReadable", name("x")],
  ["bundle.assertFreeFolder", name("x")],
  ["bundle.openProver", name("x")],
  ["bundle.proveInFolder", name("x"), text("alice"), text("BTC")],
  ["bundle.readSmallFile", name("x"), count(5)],
  ["node.challenge", FUND, SENDER, period, name("bundle")],
  ["node.reveal", FUND, SENDER, period, name("bundle"), optional(place)],
];

function exportOf(path: string): (...args: unknown[]) => unknown {
  const [entry = "", exported = ""] = path.split(".");
  const found = ENTRIES[entry]?.[exported];
  if (typeof found !== "function") throw new Error(`${path} is no function that is exported`);
  return found as ReturnType<typeof exportOf>;
}

/** What is said of a file, a node or a fund's tables that are no mistake here: they are not there. */
const NOT_THERE = ["noSuchFile", "parametersUnread", "nodeAddress", "historyUnread"];

/** What became of a call with these values: the error, or undefined where there was none. */
async function failureOf(path: string, values: readonly unknown[]): Promise<unknown> {
  const operation = exportOf(path);
  try {
    const opened = (await operation(...values)) as { close?: unknown } | undefined;
    if (typeof opened?.close === "function") await opened.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("what an operation is given wrongly", () => {
  const home = process.cwd();
  let folder = "";
  beforeEach(() => {
    asked.splice(0);
    // Where a path that is taken for one would be written.
    folder = mkdtempSync(join(tmpdir(), "zke-given-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  for (const [path, ...args] of CALLS) {
    const values = args.map(({ value }) => value);
    it(`is refused by ${path}, each of its ${args.length} arguments`, async () => {
      const failures: string[] = [];
      for (const [at, { wrong }] of args.entries()) {
        for (const each of wrong) {
          asked.splice(0);
          const error = await failureOf(path, values.with(at, each));
          const said = `argument ${at + 1}: ${wordsOf(each)}: `;
          if (!(error instanceof core.InputError)) failures.push(`${said}${error}`);
          else if (asked.length > 0) failures.push(`${said}asked first: ${asked}`);
          else if (error.code === "other" || error.toString().length < 20) failures.push(`${said}says only ${error}`);
        }
      }
      expect(failures.join("\n")).to.equal("");
      expect(readdirSync(folder), "nothing was written").to.deep.equal([]);
    });

    it(`is not what ${path} is given here, which it begins with`, async () => {
      const error = await failureOf(path, values);
      expect(error instanceof core.InputError ? error.code : "none", String(error)).to.be.oneOf(["none", ...NOT_THERE]);
    });
  }
});
