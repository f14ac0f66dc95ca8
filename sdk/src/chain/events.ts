import { type LogDescription, Result } from "ethers";
import { NODES } from "#words";
import { type Check, COUNT, ifGiven, listOf, oneOf, partsOf, requireGiven, UINT256, WORD } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Liquidation, Position } from "../commitment/leaves.ts";
import { FAULTS, type Fault } from "../faults/fault.ts";
import { failed } from "../problems/problem.ts";
import { answered } from "./failures.ts";
import { FUND_INTERFACE, type Fund } from "./fund.ts";
import { LOG, LOGS_OF_FUND } from "./given.ts";
import { logsInRange } from "./logs.ts";
import { TREES, type TreeName } from "./names.ts";
import type { ChainLogEntry, ChainReceipt } from "./reader.ts";
import { policyFrom, textAt } from "./results.ts";
import type { ChainPolicy } from "./types.ts";

/** The figures that a submission fixed, in base units; times in seconds. */
export interface SubmissionTerms {
  readonly pulled: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  readonly deficit: bigint;
  readonly bond: bigint;
  readonly bondFromClaimable: bigint;
  readonly challengeEnd: bigint;
}

/** What each of the fund's events says; sums in base units. */
export interface FundEvents {
  Credited: {
    period: bigint;
    /** The number of the period's credits before this call: that of the first of `credits`. */
    sequence: bigint;
    /** What arrived in all; of a single credit it may be less than was asked for. */
    amount: bigint;
    previousTime: bigint;
    credits: readonly CreditEntry[];
  };
  Donated: { from: Hex; amount: bigint };
  Synced: { amount: bigint };
  SettlementSubmitted: {
    period: bigint;
    submission: bigint;
    operator: Hex;
    settlement: Settlement;
    policy: ChainPolicy;
    terms: SubmissionTerms;
    previousTime: bigint;
    dataURI: string;
  };
  SettlementFinalized: {
    period: bigint;
    submission: bigint;
    clearing: Hex;
    coverage: bigint;
    operator: Hex;
    bond: bigint;
    previousTime: bigint;
  };
  SettlementVoided: {
    period: bigint;
    submission: bigint;
    challenger: Hex;
    /** Undefined if it is none that is known here: that of a newer contract, say. */
    fault: Fault | undefined;
    coverage: bigint;
    reward: bigint;
    forfeited: bigint;
    previousTime: bigint;
  };
  SettlementCancelled: {
    period: bigint;
    submission: bigint;
    operator: Hex;
    coverage: bigint;
    returned: bigint;
    forfeited: bigint;
    previousTime: bigint;
  };
  Demanded: {
    period: bigint;
    submission: bigint;
    demander: Hex;
    tree: TreeName;
    index: bigint;
    bond: bigint;
    bondFromClaimable: bigint;
    deadline: bigint;
    previousTime: bigint;
  };
  LiquidationRevealed: Revealed<Liquidation>;
  PositionRevealed: Revealed<Position>;
  DemandExpired: EndedDemand & { period: bigint; previousTime: bigint };
  DemandReclaimed: EndedDemand;
  Withdrawn: { account: Hex; to: Hex; amount: bigint };
  WrittenOff: { amount: bigint };
  Closed: Record<string, never>;
  Migrated: { to: Hex; amount: bigint };
  PolicySet: { version: bigint; policy: ChainPolicy };
  ClearingSet: { account: Hex };
  Paused: { account: Hex };
  Unpaused: { account: Hex };
  AuthorityUpdated: { authority: Hex };
}

/** One of the credits of a call, as it was asked for: base units, and the exchange's own reference. */
export interface CreditEntry {
  readonly amount: bigint;
  readonly ref: Hex;
}

interface Revealed<Leaf> {
  period: bigint;
  submission: bigint;
  answerer: Hex;
  /** The demand's bond, which is the fund's now. */
  forfeited: bigint;
  previousTime: bigint;
  leaf: Leaf;
  proof: readonly Hex[];
}

interface EndedDemand {
  submission: bigint;
  tree: TreeName;
  index: bigint;
  demander: Hex;
  bond: bigint;
}

/** The name of one of the fund's events. */
export type EventName = keyof FundEvents;

/** An event of the fund, and where it stands in the chain. */
export type FundEvent<N extends EventName = EventName> = {
  [Name in N]: {
    readonly name: Name;
    readonly args: Readonly<FundEvents[Name]>;
    readonly blockNumber: number;
    readonly blockHash: Hex;
    readonly transactionHash: Hex;
    readonly logIndex: number;
  };
}[N];

/** Which events to read. */
export interface EventQuery<N extends EventName = EventName> {
  /** One kind only; all unless given. */
  readonly name?: N;
  /** Values of the event's indexed arguments, in their order; null where any will do. */
  readonly topics?: readonly (Hex | bigint | null)[];
  readonly fromBlock?: number;
  /** The last block, this one included; the newest unless given. */
  readonly toBlock?: number;
}

const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash;
const CREDIT_TOPICS = 2;
const HEX_WORD = 64;
// Before the credits of a call: sequence, amount, previousTime, the place of the list, and its length.
const CREDIT_HEAD = 5;
const LIST_PLACE = 4n * 32n;

/** The name of one of the fund's events. */
const NAME: Check = (value, what) => {
  const names: string[] = [];
  FUND_INTERFACE.forEachEvent(({ name }) => names.push(name));
  oneOf(names)(value, what);
};
/** A value of an indexed argument, or any. */
const TOPIC: Check = (value, what) => {
  if (value !== null) (typeof value === "bigint" ? UINT256 : WORD)(value, what);
};
const QUERY = partsOf({
  ...{ name: ifGiven(NAME), topics: ifGiven(listOf(TOPIC)), fromBlock: ifGiven(COUNT), toBlock: ifGiven(COUNT) },
});

/**
 * Takes a log as one of the fund's events; undefined if it is none. Credits, of which there are as many as of liquidations, are
 * taken apart by hand: ethers takes some fifty times as long for one.
 *
 * @throws {ChainError} if the node sent one that is broken
 * @example
 * const event = eventOf(log);
 * if (event?.name === "Credited") console.log(event.args.period);
 */
export function eventOf(log: ChainLogEntry): FundEvent | undefined {
  requireGiven({ log }, { log: LOG });
  if (log.topics[0] === CREDITED && log.topics.length === CREDIT_TOPICS) {
    const credited = creditedOf(log);
    if (credited !== undefined) return credited;
  }
  const described = decoded(log);
  if (described === undefined) return undefined;
  const { args } = described;
  if ("tree" in args && args.tree === undefined) return undefined;
  return {
    name: described.name as EventName,
    args,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash as Hex,
    transactionHash: log.transactionHash as Hex,
    logIndex: log.index,
  } as unknown as FundEvent;
}

/** @throws {ChainError} if no contract can have written it: then it is the node's */
function decoded(log: ChainLogEntry): { name: string; args: Record<string, unknown> } | undefined {
  try {
    const described = FUND_INTERFACE.parseLog(log);
    return described === null ? undefined : { name: described.name, args: argsOf(described) };
  } catch (cause) {
    throw failed(NODES, "brokenLog", { index: log.index, block: log.blockNumber }, { cause });
  }
}

/**
 * A fund's event of one kind in a transaction's receipt, the first if there are several.
 *
 * @throws {ChainError} of kind "incomplete" if the node tells none: the transaction is done, and nothing is known of what it did
 */
export function eventIn<N extends EventName>(fund: string, receipt: Receipt, name: N): FundEvent<N> {
  const ours = receipt.logs.filter(({ address }) => address.toLowerCase() === fund.toLowerCase());
  const event = ours.map(eventOf).find((found) => found?.name === name);
  if (event !== undefined) return event as FundEvent<N>;
  const { hash: transaction } = receipt;
  throw failed(NODES, "logLeftOut", { transaction, name }, { kind: "incomplete", transaction });
}

type Receipt = Pick<ChainReceipt, "hash" | "logs">;

/** Undefined if the data are not laid out as the contract lays them out: then the ABI's decoder may judge. */
function creditedOf({ topics, data, blockNumber, blockHash, transactionHash, index }: ChainLogEntry) {
  const word = (at: number) => data.slice(2 + HEX_WORD * at, 2 + HEX_WORD * (at + 1));
  const words = (data.length - 2) / HEX_WORD;
  if (words < CREDIT_HEAD || BigInt(`0x${word(3)}`) !== LIST_PLACE) return undefined;
  const count = (words - CREDIT_HEAD) / 2;
  if (!Number.isInteger(count) || BigInt(`0x${word(4)}`) !== BigInt(count)) return undefined;
  const credits: CreditEntry[] = [];
  for (let at = CREDIT_HEAD; at < words; at += 2) {
    credits.push({ amount: uint128(word(at)), ref: `0x${word(at + 1)}` });
  }
  return {
    name: "Credited",
    args: {
      period: uint64(topics[1] as Hex),
      sequence: uint64(`0x${word(0)}`),
      amount: BigInt(`0x${word(1)}`),
      previousTime: uint64(`0x${word(2)}`),
      credits,
    },
    blockNumber,
    blockHash: blockHash as Hex,
    transactionHash: transactionHash as Hex,
    logIndex: index,
  } as const satisfies FundEvent<"Credited">;
}

/** The low bits of a word, as a decoder of the ABI takes them. */
const uint64 = (word: string) => BigInt(`0x${word.slice(-16)}`);
const uint128 = (word: string) => BigInt(`0x${word.slice(-32)}`);

/**
 * Reads events in the order of the chain, in ranges of blocks as large as the node answers.
 *
 * @throws {ChainError} if the chain is not reached, or refuses even a single block
 * @example
 * for await (const { args, blockNumber } of readEvents(fund, { name: "SettlementSubmitted", fromBlock: 19_000_000 })) {
 *   console.log(args.period, blockNumber);
 * }
 */
export async function* readEvents<N extends EventName = EventName>(
  fund: Pick<Fund, "provider" | "address">,
  query: EventQuery<N> = {},
): AsyncGenerator<FundEvent<N>> {
  requireGiven({ fund, query }, { fund: LOGS_OF_FUND, query: QUERY });
  const { provider } = fund;
  const last = query.toBlock ?? (await answered(provider.getBlockNumber()));
  const fromBlock = query.fromBlock ?? (await provider.startOf?.(fund.address)) ?? 0;
  const range = {
    address: fund.address,
    topics: query.name === undefined ? [] : topicsOf([query.name], query.topics),
    fromBlock,
    toBlock: last,
  };
  for await (const log of logsInRange(provider, range)) {
    const event = eventOf(log);
    if (event !== undefined) yield event as FundEvent<N>;
  }
}

/**
 * The first topics of logs of these events, as a filter for logs has them.
 *
 * @throws {InputError} if the contract has no event of a name
 * @example
 * const topics = [eventTopics(["Credited", "Donated"])];
 */
export function eventTopics(names: readonly EventName[]): Hex[] {
  requireGiven({ names }, { names: listOf(NAME) });
  return names.map((name) => {
    const event = FUND_INTERFACE.getEvent(name);
    if (event === null) throw new Error(`The fund has no event ${name}.`);
    return event.topicHash as Hex;
  });
}

/** The topics of a filter for events of some names, with values of their indexed arguments; null where any will do. */
export function topicsOf(
  names: readonly EventName[],
  values: readonly (Hex | bigint | null)[] = [],
): (string[] | string | null)[] {
  const hashes = eventTopics(names);
  const wordOf = (value: bigint) => `0x${value.toString(16).padStart(HEX_WORD, "0")}`;
  return [hashes, ...values.map((value) => (typeof value === "bigint" ? wordOf(value) : value))];
}

function argsOf({ args, name, fragment }: LogDescription): Record<string, unknown> {
  return Object.fromEntries(
    fragment.inputs.map((input, at) => {
      const value: unknown = input.type === "string" ? textAt(args, at) : args[at];
      if (input.name === "tree") return [input.name, TREES[Number(value)]];
      if (input.name === "fault") return [input.name, faultOf(value as bigint)];
      if (input.name === "policy" && value instanceof Result) return [input.name, policyFrom(value)];
      if (input.name === "proof" && value instanceof Result) return [input.name, value.toArray()];
      if (input.name === "credits" && value instanceof Result) return [input.name, value.toArray().map(fieldsOf)];
      return [input.name || name, value instanceof Result ? value.toObject() : value];
    }),
  );
}

function faultOf(number: bigint): Fault | undefined {
  const fault = FAULTS[Number(number)];
  return fault === "None" ? undefined : fault;
}

const fieldsOf = (value: unknown) => (value instanceof Result ? value.toObject() : value);
