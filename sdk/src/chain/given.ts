// What operations on a chain are given, by its kind. What a node or a contract says is judged where it is read.
import {
  BIGINT,
  BYTES,
  type Check,
  COUNT,
  countFrom,
  FUNCTION,
  ifGiven,
  LIST,
  listOf,
  NAME,
  NUMBER,
  partsOf,
  TEXT,
  UINT64,
  UINT256,
  WORD,
  withFunctions,
} from "../columns/given.ts";
import { assertIdentity, checksumAddress, type FundIdentity } from "../commitment/domain.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { RULE, RULE_PARTS } from "../rule/given.ts";

export const FUND = withFunctions(["read"], "a fund, of openFund");
export const SENDER = withFunctions(["inTurn", "send"], "a sender, of createSender");
export const READER = withFunctions(["call"], "a node to read from, such as the provider of connectChain");
export const LOG_READER = withFunctions(["getLogs"], "a node to read logs from, such as the provider of connectChain");

export const STORE = withFunctions(["exclusively", "inTurn", "add"], "a store, such as of sqliteStore");
export const CHAIN = partsOf(
  { provider: READER, chainId: UINT256, genesis: TEXT, host: TEXT },
  "a chain, of connectChain",
);
export const SIGNER: Check = (value, what) => {
  withFunctions(["signTransaction"], "a signer, such as a wallet")(value, what);
  ADDRESS((value as { address: unknown }).address, "address");
};

/** An account or a contract; nobody's is one, too. */
export const ADDRESS: Check = (value) => {
  checksumAddress(value as string);
};

/** A block by its number, or the newest. */
export const BLOCK: Check = (value, what) => {
  if (value !== "latest") ifGiven(COUNT)(value, what);
};

/** The same, in whichever way a node takes it. */
export const BLOCK_TAG: Check = (value, what) => {
  if (typeof value !== "string") (typeof value === "bigint" ? UINT64 : ifGiven(COUNT))(value, what);
};

const IDENTITY: Check = (value, what) => {
  partsOf({})(value, what);
  assertIdentity(value as FundIdentity);
};

/** A settlement, and its rule. */
export const RULED = { settlement: SETTLEMENT, policy: RULE };
/** Which fund something is of, and in what amounts. */
export const OF_FUND = { identity: ifGiven(IDENTITY), decimals: COUNT };
/** Both. */
export const CLAIM = { ...OF_FUND, ...RULED };

/** Where nodes are. What is wrong with an address is told where it is taken apart, without showing it. */
export const NODES: Check = (value, what) => (Array.isArray(value) ? listOf(TEXT) : TEXT)(value, what);
/** How nodes are asked. */
export const NODES_OPTIONS = {
  ...{
    timeout: ifGiven(NUMBER),
    mostBytes: ifGiven(NUMBER),
    fetch: ifGiven(FUNCTION),
    pauses: ifGiven(listOf(NUMBER)),
  },
  ...{ chainId: ifGiven(UINT256), checkEvery: ifGiven(NUMBER), scoutEvery: ifGiven(NUMBER) },
  ...{ maskOf: ifGiven(FUNCTION), onAnswer: ifGiven(FUNCTION) },
};

/** How a chain is connected to. */
export const CONNECT = partsOf({ ...NODES_OPTIONS, agree: ifGiven(countFrom(1)), sendTo: ifGiven(NAME) });

/** What is read of a fund's logs, though it be no fund of openFund. */
export const LOGS_OF_FUND: Check = (value, what) =>
  partsOf({ address: ADDRESS, provider: LOG_READER }, "a fund, of openFund")(value, what);
const TOPIC: Check = (value, what) => {
  if (value !== null) (Array.isArray(value) ? listOf(TEXT) : TEXT)(value, what);
};
/** Which logs are read. Of anything else than blocks there might be no end. */
export const LOG_RANGE: Check = (value, what) => {
  partsOf({ address: ADDRESS, topics: listOf(TOPIC) })(value, what);
  const { fromBlock, toBlock, most = Infinity } = value as { readonly [name: string]: unknown };
  const isMost = typeof most === "number" && most >= 1;
  if (!Number.isSafeInteger(fromBlock) || !Number.isSafeInteger(toBlock) || !isMost)
    throw refused(BASICS, "countOutOfRange", {}, { got: [fromBlock, toBlock, most].map(String).join(", ") });
};
/** Which blocks' logs are read. */
const range = { fromBlock: COUNT, toBlock: COUNT, most: ifGiven(countFrom(1)) };
export const BLOCK_RANGE = partsOf(range);
export const MANAGER_RANGE = partsOf({ manager: ADDRESS, ...range });

/** What a log says, by its event's name. */
const VALUES = withFunctions([], "an object");
const PLACE = { blockNumber: COUNT, blockHash: TEXT, transactionHash: TEXT };
export const LOG = partsOf({ topics: listOf(TEXT), data: TEXT, ...PLACE, index: COUNT });
/** An event of the fund, whatever it tells. */
export const EVENT = partsOf(
  { name: TEXT, args: VALUES, ...PLACE, logIndex: COUNT },
  "an event of the fund, such as of readEvents",
);
export const MANAGER_EVENT = partsOf(
  { name: TEXT, args: VALUES, block: COUNT, transaction: TEXT, index: COUNT },
  "an event of the manager, of readManagerEvents",
);

/** What a contract refused with. */
export const REVERT = partsOf({ name: TEXT, args: LIST });

/** What a contract stores of a period. */
export const RECORD = partsOf({
  ...{ status: TEXT, settlementHash: WORD, coverage: BIGINT, submission: BIGINT, challengeEnd: BIGINT },
  ...{ quietUntil: BIGINT, lastTime: BIGINT, openDemands: BIGINT, rule: RULE_PARTS },
});

/** An address whose capitals say nothing: it is compared, or only told. */
export const ANY_CAPITALS: Check = (value, what) => {
  TEXT(value, what);
  checksumAddress((value as string).toLowerCase());
};
/** What is to be done by a transaction. */
export const INTENT = partsOf({
  ...{ id: TEXT, to: ANY_CAPITALS, data: BYTES, decimals: ifGiven(COUNT), likeNow: ifGiven(BYTES) },
});
/** A transaction that is to be signed. */
export const UNSIGNED = partsOf({
  ...{ type: COUNT, chainId: UINT256, nonce: COUNT, to: ANY_CAPITALS, data: BYTES, value: UINT256, gasLimit: UINT64 },
  ...{ maxFeePerGas: UINT256, maxPriorityFeePerGas: UINT256 },
});
