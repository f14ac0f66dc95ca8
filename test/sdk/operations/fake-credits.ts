import { Interface } from "ethers";
import { ChainError, type Hex } from "zke-insurance-fund";
import {
  type ChainBlock,
  type ChainLogEntry,
  type ChainReader,
  type ChainReceipt,
  type CreditEntry,
  eventOf,
  FUND_INTERFACE,
  type Fund,
  type Intent,
  type LogFilter,
  type Sender,
} from "zke-insurance-fund/chain";

const FUND = `0x${"11".repeat(20)}` as Hex;
const TOKEN = new Interface([
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
]);
const RHYTHM = 12;
const BEGINNING = 1_760_000_000;

/** How the node that is asked differs from the truth. */
export interface Hiccups {
  /** How many blocks it is behind, asked anew each time. */
  lag?: () => number;
  /** The most blocks it answers logs of. */
  mostBlocks?: number;
  /** The logs that it leaves out. */
  leavesOut?: (log: ChainLogEntry) => boolean;
  /** Each log twice, the later ones first. */
  twice?: boolean;
}

/** A fund of which only credits work, on a chain with a block every 12 seconds, and a node that may have hiccups. */
export class CreditChain {
  readonly logs: ChainLogEntry[] = [];
  readonly hiccups: Hiccups = {};
  height = 0;
  asked = 0;

  /** Lets blocks pass. */
  mine(blocks = 1): void {
    this.height += blocks;
  }

  /** Credits in a block of its own, as the contract does. */
  credit(period: bigint, sequence: bigint, credits: readonly CreditEntry[]): ChainLogEntry {
    const { count, lastTime } = this.credited(period, this.height);
    if (sequence !== count) {
      const data = FUND_INTERFACE.encodeErrorResult("SequenceMismatch", [period, sequence, count]);
      throw new ChainError("The chain refused: a sequence number.", { cause: { data } });
    }
    this.mine();
    const amount = credits.reduce((sum, credit) => sum + credit.amount, 0n);
    const { data, topics } = FUND_INTERFACE.encodeEventLog("Credited", [period, sequence, amount, lastTime, credits]);
    const hash = `0x${this.logs.length.toString(16).padStart(64, "0")}`;
    const place = { blockNumber: this.height, blockHash: hashOf(this.height), transactionHash: hash, index: 0 };
    const log = { address: FUND, topics, data, ...place };
    this.logs.push(log);
    return log;
  }

  /** All credits of a period up to a block, as the contract has them. */
  credits(period: bigint, at = this.height) {
    const events = this.logs.filter(({ blockNumber }) => blockNumber <= at).map((log) => eventOf(log)!);
    return events.flatMap((event) => (event.name === "Credited" && event.args.period === period ? [event] : []));
  }

  credited(period: bigint, at: number) {
    const events = this.credits(period, at);
    const last = events.at(-1);
    return {
      amount: events.reduce((sum, { args }) => sum + args.amount, 0n),
      count: events.reduce((sum, { args }) => sum + BigInt(args.credits.length), 0n),
      lastTime: last === undefined ? 0n : BigInt(timeOf(last.blockNumber)),
    };
  }

  /** What the fund has taken in up to a block, in all periods. */
  takenIn(at: number): bigint {
    const events = this.logs.filter(({ blockNumber }) => blockNumber <= at).map((log) => eventOf(log)!);
    return events.reduce((sum, event) => sum + (event.name === "Credited" ? event.args.amount : 0n), 0n);
  }

  fund(): Fund {
    const reader = {
      getBlock: async (tag: number | string): Promise<ChainBlock | null> => {
        this.asked++;
        const number = tag === "latest" ? this.#newest() : Number(tag);
        if (number > this.height) return null;
        return { number, timestamp: timeOf(number), hash: hashOf(number), parentHash: hashOf(number - 1) };
      },
      getBlockNumber: async () => this.height,
      getLogs: async (filter: LogFilter) => this.#answer(filter),
      call: async ({ data }: { data: string }) => {
        const name = TOKEN.parseTransaction({ data })!.name;
        return TOKEN.encodeFunctionResult(name, [2n ** 200n]);
      },
    } as unknown as ChainReader;
    return {
      address: FUND,
      provider: reader,
      token: async () => `0x${"22".repeat(20)}`,
      decimals: async () => 6,
      credited: async (period: bigint, at: number) => this.credited(period, at),
      read: async (_: string, __: unknown[], at: number) => [{ credited: this.takenIn(at) }],
    } as unknown as Fund;
  }

  /**
   * Who sends by it.
   *
   * @param before called before each transaction is mined
   * @param after called when it is, and may throw as if the sender were stopped then
   */
  sender({ before, after }: { before?: () => void; after?: () => void } = {}): RecordingSender {
    const sent: Intent[] = [];
    const rows: number[] = [];
    const receipts = new Map<string, ChainReceipt>();
    let last: Promise<unknown> = Promise.resolve();
    const sender: RecordingSender = {
      ...{ sent, rows },
      address: `0x${"33".repeat(20)}`,
      recover: async () => {},
      underWay: async () => [],
      newest: async () => this.#newest(),
      sentBefore: async (id) => {
        const receipt = receipts.get(id);
        return receipt && { hash: receipt.hash as Hex, receipt };
      },
      inTurn(task) {
        const done = last.then(task);
        last = done.catch(() => undefined);
        return done;
      },
      send: async (intent) => {
        before?.();
        const { args } = FUND_INTERFACE.parseTransaction({ data: intent.data })!;
        const credits = args.credits.toArray().map(([amount, ref]: [bigint, Hex]) => ({ amount, ref }));
        const log = this.credit(args.period, args.sequence, credits);
        sent.push(intent);
        const { blockNumber, blockHash, transactionHash: hash } = log;
        const place = { hash, blockNumber, blockHash, gasUsed: 0n, contractAddress: null };
        const receipt: ChainReceipt = { ...place, status: 1, logs: [{ ...log, address: FUND }] };
        receipts.set(intent.id, receipt);
        after?.();
        return receipt;
      },
      async sendRow(intents, onReceipt) {
        rows.push(intents.length);
        for (const [at, intent] of intents.entries()) onReceipt(await sender.send(intent), at);
        return intents.length;
      },
    };
    return sender;
  }

  #newest(): number {
    return Math.max(this.height - (this.hiccups.lag?.() ?? 0), 0);
  }

  #answer({ fromBlock = 0, toBlock = this.height, topics }: LogFilter): ChainLogEntry[] {
    this.asked++;
    const { mostBlocks = Number.POSITIVE_INFINITY, leavesOut = () => false, twice } = this.hiccups;
    if (toBlock - fromBlock + 1 > mostBlocks) throw Object.assign(new Error("too many blocks"), { code: "UNKNOWN" });
    const fits = (log: ChainLogEntry) =>
      log.blockNumber >= fromBlock &&
      log.blockNumber <= toBlock &&
      topics.every((topic, i) => topic === null || [topic].flat().includes(log.topics[i]!));
    const found = this.logs.filter((log) => fits(log) && !leavesOut(log));
    return twice ? [...found.toReversed(), ...found] : found;
  }
}

/** A sender that notes what it sent, and how many in each row. */
type RecordingSender = Sender & { readonly sent: Intent[]; readonly rows: number[] };

const timeOf = (block: number) => BEGINNING + RHYTHM * block;
const hashOf = (block: number) => `0x${(block + 1).toString(16).padStart(64, "0")}`;
