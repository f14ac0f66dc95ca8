// What the calls of an operation have in common.
import * as core from "zke-insurance-fund";
import {
  type Argument,
  address,
  callback,
  count,
  flag,
  integer,
  made,
  optional,
  parts,
  text,
  word,
  wrongAs,
} from "../wrong-values.ts";

type Hex = core.Hex;

/** What an operation asks for, instead of an answer. */
class Asked extends Error {}

export const asked: string[] = [];
/** Keeps that it was asked, and has no answer. */
export const recorder = (what: string) => async () => {
  asked.push(what);
  throw new Asked(what);
};
export const recorders = (...names: string[]) => Object.fromEntries(names.map((each) => [each, recorder(each)]));

export const ACCOUNT: Hex = `0x${"11".repeat(20)}`;
export const OTHER: Hex = `0x${"22".repeat(20)}`;
export const REF: Hex = `0x${"ab".repeat(32)}`;
export const reader = recorders(
  ...["call", "getNetwork", "getBlock", "getBlockNumber", "getLogs", "getCode", "getTransactionCount", "startOf"],
);
export const FUND = made({
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
export const SENDER = made({
  address: OTHER,
  ...recorders("recover", "underWay", "send", "sendRow", "newest", "sentBefore", "inTurn"),
});

export const period = integer(1n, 64);
export const amount = integer(5n, 128);
const settlementParts = Object.fromEntries(
  Object.entries(core.SETTLEMENT_FIELDS).map(([field, bits]) => [field, bits === 256 ? word(REF) : integer(1n, bits)]),
);
export const settlement = parts(settlementParts);
export const rule = parts({
  coverBps: count(2000, 10_001),
  headBps: count(9000, 0, 10_001),
  basis: wrongAs("head", undefined, null, 5, "tail", {}),
});
export const identity = parts({ chainId: integer(1n, 256), fund: address(ACCOUNT) });
export const claimParts = { identity: optional(identity), decimals: count(6), settlement, policy: rule };
export const path = wrongAs("x.csv", undefined, null, 5, 5n, "", {}, [5], true);
export const place = parts({ tree: wrongAs("positions", undefined, null, 5, "oak", {}), index: integer(0n, 64) });
export const data = wrongAs("0x12345678", undefined, null, 5, "x", "0x1", {});
export const call = parts({
  ...{ id: word(REF), caller: address(OTHER), target: address(ACCOUNT), readyAt: integer(0n, 64) },
  data,
});
export const READER = made(reader);
export const CHAIN = parts({ provider: READER, chainId: integer(1n, 256), genesis: text(REF), host: text("here") });
/** An object, whatever is in it. */
export const anObject = (value: object) => wrongAs(value, undefined, null, 5, 5n, "x", true, [], () => 1);
/** What stops something. */
export const abort = (): Argument => wrongAs(new AbortController().signal, null, 5, {}, true, () => 1);
/** A block by its number, or the newest. */
export const tag = wrongAs("latest", null, 1.5, -1, Number.NaN, 5n, "newest", {}, []);
export const block = optional(count(7));
export const credits = {
  intoFrozen: optional(flag(true)),
  fromBlock: block,
  perCall: optional(count(5, 0)),
  allowance: optional(integer(1n, 256)),
  onProgress: optional(callback(() => undefined)),
};

export const queue = {
  ...credits,
  ...{ every: optional(count(1, 0)), most: optional(count(1, 0)), onError: optional(callback(() => undefined)) },
};
/** What is no address of a database. */
export const inbox = [undefined, null, 5, 5n, "", {}, [], () => 1];
