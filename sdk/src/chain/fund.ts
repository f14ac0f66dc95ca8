import { Interface, isAddress } from "ethers";
import { CHAINS, NODES } from "#words";
import { type Check, ifGiven, LIST, listOf, oneOf, requireGiven, TEXT, UINT64, WORD } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { POSITION, SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Position } from "../commitment/leaves.ts";
import type { ChainError } from "../errors.ts";
import { failed, refused } from "../problems/problem.ts";
import { INSURANCE_FUND_SIGNATURES } from "./abi.ts";
import { answered, chainErrorOf } from "./failures.ts";
import { ADDRESS, BLOCK_TAG, READER } from "./given.ts";
import type { BlockTag, ChainReader } from "./reader.ts";
import { answerOf, policyFrom, recordFrom } from "./results.ts";
import { revertOf } from "./reverts.ts";
import { readDecimals } from "./token.ts";
import type { ChainPolicy, PeriodRecord, Totals, Values } from "./types.ts";

const ADDRESS_LENGTH = 42;

/** The fund's functions, errors and events, for encoding and decoding. */
export const FUND_INTERFACE = new Interface(INSURANCE_FUND_SIGNATURES);

/** The fund's figures at one block, in base units of the token. */
export interface FundOverview {
  readonly block: bigint;
  /** The block's time. */
  readonly time: bigint;
  readonly token: Hex;
  readonly authority: Hex;
  readonly clearing: Hex;
  readonly paused: boolean;
  readonly closed: boolean;
  /** The fund's own money; of it, reserved for pending settlements; and the rest. */
  readonly assets: bigint;
  readonly reserved: bigint;
  readonly available: bigint;
  /** Bonds held and claimable sums. */
  readonly liabilities: bigint;
  /** The token balance less assets and liabilities: negative if tokens are missing. */
  readonly solvency: bigint;
  readonly totals: Totals;
  readonly nextPeriod: bigint;
  readonly lastEndTime: bigint;
  readonly pendingCount: bigint;
  /** How many submissions there were. */
  readonly submissions: bigint;
  readonly policy: ChainPolicy;
}

/** What the contract counts of a period's credits: base units, and seconds. */
export interface PeriodCredits {
  /** What submit pulled is in it. */
  readonly amount: bigint;
  readonly count: bigint;
  readonly lastTime: bigint;
}

/** A fund on a chain, to read from. Reading throws ChainError with a sentence if the chain refuses or is not reached. */
export interface Fund {
  readonly address: Hex;
  readonly provider: ChainReader;
  /** Calls any view of the contract by its name. */
  read(name: string, args?: readonly unknown[], at?: BlockTag): Promise<Values>;
  /** All figures of one block. */
  overview(at?: BlockTag): Promise<FundOverview>;
  token(): Promise<Hex>;
  /** Decimal places of the token, 0 to 18. */
  decimals(): Promise<number>;
  /** The id of the chain that is asked. */
  chainId(): Promise<bigint>;
  /** Under which the fund hashes headers; fixed when it was deployed. */
  domain(): Promise<Hex>;
  policy(at?: BlockTag): Promise<ChainPolicy>;
  /** The policy whose rule a period that starts at `time` is judged by. */
  policyAt(time: bigint, at?: BlockTag): Promise<ChainPolicy>;
  record(period: bigint, at?: BlockTag): Promise<PeriodRecord>;
  /** What was credited to a period, how many credits there were (the next sequence number), and when the latest was entered. */
  credited(period: bigint, at?: BlockTag): Promise<PeriodCredits>;
  /** How many submissions there were: their serial numbers are 1 to that, without a gap. */
  submissions(at?: BlockTag): Promise<bigint>;
  claimable(account: string, at?: BlockTag): Promise<bigint>;
  /** What a position pays by the contract. */
  shareOf(settlement: Settlement, position: Position, proof: readonly Hex[]): Promise<bigint>;
}

/**
 * Opens the fund at an address.
 *
 * @param host the node, for messages
 * @throws {InputError} if it is no address
 * @throws {ChainError} if there is no fund, or the chain is not reached
 * @example
 * const chain = await connectChain("http://127.0.0.1:8545");
 * const fund = await openFund(chain.provider, "0x...");
 * const { assets, available } = await fund.overview();
 */
export async function openFund(provider: ChainReader, address: string, host?: string): Promise<Fund> {
  requireGiven({ provider, host }, { provider: READER, host: ifGiven(TEXT) });
  // Ethers takes addresses in other forms, too, that no node does.
  if (!isAddress(address) || address.length !== ADDRESS_LENGTH) {
    throw refused(NODES, "fundAddress", {}, { got: address });
  }
  const fund = fundReader(provider, address as Hex, host);
  await fund.token();
  return fund;
}

/** The name of one of the contract's views. */
const VIEW: Check = (value, what) => {
  const names: string[] = [];
  FUND_INTERFACE.forEachFunction(({ name, stateMutability }) => {
    if (stateMutability === "view" || stateMutability === "pure") names.push(name);
  });
  oneOf(names)(value, what);
};

function fundReader(provider: ChainReader, address: Hex, host: string | undefined): Fund {
  async function read(name: string, args: readonly unknown[] = [], at: BlockTag = "latest"): Promise<Values> {
    requireGiven({ name, args, at }, { name: VIEW, args: LIST, at: BLOCK_TAG });
    const data = FUND_INTERFACE.encodeFunctionData(name, args);
    const answer = await provider.call({ to: address, data, blockTag: at }).catch((error: unknown) => {
      // A contract that is something else refuses every call, and says nothing of it.
      if (name === "token" && revertOf(error) !== undefined) throw noFund(address);
      throw chainErrorOf(error, { host });
    });
    const values = answerOf(FUND_INTERFACE, name, answer);
    if (values === undefined) throw noFund(address);
    return values;
  }
  const one = async <T>(name: string, args: readonly unknown[] = [], at?: BlockTag) =>
    (await read(name, args, at))[0] as T;

  // None of these ever changes.
  const token = once(() => one<Hex>("token"));
  const domain = once(() => one<Hex>("domain"));
  const decimals = once(async () => readDecimals(provider, await token()));

  return {
    address,
    provider,
    read,
    overview: async (at) => {
      requireGiven({ at }, { at: BLOCK_TAG });
      return readOverview(provider, one, at, host);
    },
    token,
    decimals,
    chainId: async () => (await answered(provider.getNetwork(), { host })).chainId,
    domain,
    policy: async (at) => policyFrom(await one("policy", [], at)),
    policyAt: async (time, at) => {
      requireGiven({ time }, { time: UINT64 });
      return policyFrom(await one("policyAt", [time], at));
    },
    record: async (period, at) => {
      requireGiven({ period }, { period: UINT64 });
      return recordFrom(await one("record", [period], at));
    },
    credited: async (period, at) => {
      requireGiven({ period }, { period: UINT64 });
      const [amount, count, lastTime] = await read("credited", [period], at);
      return { amount, count, lastTime };
    },
    submissions: (at) => one("submissions", [], at),
    claimable: async (account, at) => {
      requireGiven({ account }, { account: ADDRESS });
      return one("claimable", [account], at);
    },
    shareOf: async (settlement, position, proof) => {
      const given = { settlement, position, proof };
      requireGiven(given, { settlement: SETTLEMENT, position: POSITION, proof: listOf(WORD) });
      return one("shareOf", [settlement, position, proof]);
    },
  };
}

/** Asks once, however often it is asked for; what failed is asked again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

function noFund(address: string): ChainError {
  return failed(CHAINS, "noFund", { fund: address }, { kind: "absent" });
}

const noBlock = (at: BlockTag) => failed(CHAINS, "noBlock", { block: String(at) }, { kind: "absent" });

type ReadOne = <T>(name: string, args?: readonly unknown[], at?: BlockTag) => Promise<T>;

const FIGURES = [
  "assets",
  "reserved",
  "available",
  "liabilities",
  "solvency",
  "nextPeriod",
  "lastEndTime",
  "pendingCount",
  "submissions",
] as const;

async function readOverview(
  provider: ChainReader,
  one: ReadOne,
  at: BlockTag = "latest",
  host?: string,
): Promise<FundOverview> {
  const asked = answered(provider.getBlock(at), { host });
  const named = typeof at === "number" ? at : (await asked)?.number;
  const view = async <T>(name: string) => (named === undefined ? (undefined as T) : one<T>(name, [], named));
  // All in one moment, so that it takes one request.
  const [block, token, authority, clearing, paused, closed, totals, policy, ...values] = await Promise.all([
    asked,
    view<Hex>("token"),
    view<Hex>("authority"),
    view<Hex>("clearing"),
    view<boolean>("paused"),
    view<boolean>("closed"),
    view<Values>("totals"),
    view<Values>("policy"),
    ...FIGURES.map((name) => view<bigint>(name)),
  ]).catch(async (error: unknown) => {
    throw (await asked) === null ? noBlock(at) : error;
  });
  if (block === null) throw noBlock(at);
  const figures = FIGURES.map((name, index) => [name, values[index]]);
  return {
    block: BigInt(block.number),
    time: BigInt(block.timestamp),
    ...{ token, authority, clearing, paused, closed },
    ...(Object.fromEntries(figures) as Pick<FundOverview, (typeof FIGURES)[number]>),
    totals: totals.toObject() as Totals,
    policy: policyFrom(policy),
  };
}
