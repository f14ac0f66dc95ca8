import { expect } from "chai";
import { type JsonRpcProvider, type Log, makeError, type Result } from "ethers";
import fc from "fast-check";
import { ChainError } from "zke-insurance-fund";
import { eventOf, FUND_INTERFACE, type Fund, type FundEvent, readEvents } from "zke-insurance-fund/chain";
import { eventIn } from "../../../sdk/src/chain/events.ts";
import { managerEventOf } from "../../../sdk/src/chain/roles/events.ts";
import { MANAGER_INTERFACE } from "../../../sdk/src/chain/roles/manager.ts";

const ADDRESS = `0x${"11".repeat(20)}`;

function donation(blockNumber: number, amount: bigint): Log {
  const { data, topics } = FUND_INTERFACE.encodeEventLog("Donated", [ADDRESS, amount]);
  return {
    address: ADDRESS,
    data,
    topics,
    blockNumber,
    blockHash: "0x",
    transactionHash: "0x",
    index: 0,
  } as unknown as Log;
}

/** A fund whose node answers for at most some blocks at once, and for at most some logs. */
function fundWith(logs: readonly Log[], head: number, mostBlocks: number, mostLogs = Number.POSITIVE_INFINITY) {
  const asked: [number, number][] = [];
  const provider = {
    getBlockNumber: async () => head,
    getLogs: async ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) => {
      const found = logs.filter(({ blockNumber }) => blockNumber >= fromBlock && blockNumber <= toBlock);
      if (toBlock - fromBlock + 1 > mostBlocks || found.length > mostLogs) {
        throw makeError("too large", "UNKNOWN_ERROR", { error: { message: "range too large" } } as never);
      }
      asked.push([fromBlock, toBlock]);
      return found;
    },
  };
  return { fund: { address: ADDRESS, provider: provider as unknown as JsonRpcProvider } as unknown as Fund, asked };
}

async function collected(events: AsyncGenerator<FundEvent>): Promise<FundEvent[]> {
  const list: FundEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe("reading events", () => {
  it("gets each once and in order, whatever range the node allows", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(200), { maxLength: 40 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 5 }),
        async (blocks, mostBlocks, mostLogs) => {
          const sorted = blocks.sort((a, b) => a - b);
          const { fund, asked } = fundWith(
            sorted.map((block) => donation(block, BigInt(block) + 1n)),
            200,
            mostBlocks,
            mostLogs,
          );
          const events = await collected(readEvents(fund));
          expect(events.map(({ blockNumber }) => blockNumber)).to.deep.equal(sorted);
          asked.forEach(([from], i) => {
            expect(from).to.equal(i === 0 ? 0 : asked[i - 1]![1] + 1);
          });
          expect(asked.at(-1)![1]).to.equal(200);
        },
      ),
      { seed: 1, numRuns: 200 },
    ));

  it("stays within the blocks that it is asked for", async () => {
    const { fund } = fundWith(
      [1, 5, 9].map((block) => donation(block, 1n)),
      10,
      100,
    );
    const events = await collected(readEvents(fund, { fromBlock: 2, toBlock: 8 }));
    expect(events.map(({ blockNumber }) => blockNumber)).to.deep.equal([5]);
  });

  it("gives up where a node refuses even one block", async () => {
    const { fund } = fundWith([donation(1, 1n)], 3, 0);
    const failure = await collected(readEvents(fund)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ChainError);
    expect(String(failure)).to.include("range too large");
  });
});

describe("an event of credits", () => {
  const word = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map((value) => value.toString(16).padStart(64, "0"));
  const topic = FUND_INTERFACE.getEvent("Credited")!.topicHash;
  const place = { blockNumber: 7, blockHash: "0xb", transactionHash: "0xc" };
  const logOf = (period: string, words: readonly string[]) => ({
    topics: [topic, `0x${period}`],
    data: `0x${words.join("")}`,
    ...place,
    index: 3,
  });
  const number = (value: number) => value.toString(16).padStart(64, "0");

  /** What ethers' decoder makes of a log. */
  function parsed(log: ReturnType<typeof logOf>) {
    const { args } = FUND_INTERFACE.parseLog(log)!;
    const { credits, ...others } = args.toObject();
    const list = credits.toArray().map((credit: Result) => credit.toObject());
    return { name: "Credited", args: { ...others, credits: list }, ...place, logIndex: 3 };
  }

  it("is what the ABI says, whatever its words are", () =>
    fc.assert(
      fc.property(
        word,
        fc.tuple(word, word, word),
        fc.array(fc.tuple(word, word), { maxLength: 6 }),
        (period, head, list) => {
          const log = logOf(period, [...head, number(128), number(list.length), ...list.flat()]);
          expect(eventOf(log)).to.deep.equal(parsed(log));
        },
      ),
      { seed: 1 },
    ));

  it("is left to the ABI's decoder where it is laid out otherwise", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.nat(9).map((n) => number(32 * n)),
            word,
          ),
          { maxLength: 12 },
        ),
        (words) => {
          const log = logOf(number(1), words);
          const outcome = (decode: () => unknown) => {
            try {
              return decode();
            } catch {
              return "refused";
            }
          };
          expect(outcome(() => eventOf(log))).to.deep.equal(outcome(() => parsed(log)));
        },
      ),
      { seed: 1, numRuns: 300 },
    ));

  it("is read whole: of 500 credits none is lost", () => {
    const credits = Array.from({ length: 500 }, (_, i) => ({ amount: BigInt(i + 1), ref: `0x${number(i)}` as const }));
    const { data, topics } = FUND_INTERFACE.encodeEventLog("Credited", [3n, 9n, 125_250n, 1_760_000_000n, credits]);
    const event = eventOf({ data, topics, ...place, index: 3 });
    expect(event?.args).to.deep.equal({
      ...{ period: 3n, sequence: 9n, amount: 125_250n, previousTime: 1_760_000_000n },
      credits,
    });
  });
});

describe("a broken log", () => {
  it("is the node's trouble", () => {
    const log = donation(7, 1n);
    expect(() => eventOf({ ...log, data: "0x" })).to.throw(ChainError, /log 0 of block 7/);
    expect(() => eventOf({ ...log, topics: log.topics.slice(0, 1) })).to.throw(ChainError);
  });

  it("is the node's trouble where it is the manager's, but for text, of which anybody may write any bytes", () => {
    const logOf = (name: "RoleGranted" | "RoleLabel", values: readonly unknown[]) => {
      const { data, topics } = MANAGER_INTERFACE.encodeEventLog(name, values);
      return { ...donation(7, 1n), data, topics };
    };
    const granted = logOf("RoleGranted", [3n, ADDRESS, 0n, 5n, true]);
    expect(managerEventOf(granted)?.args.account).to.equal(ADDRESS);
    const [event = "", role = ""] = granted.topics;
    for (const broken of [
      { data: "0x" },
      { topics: [event, role] },
      { topics: [event, role, `0x${"ff".repeat(32)}`] },
    ]) {
      expect(() => managerEventOf({ ...granted, ...broken })).to.throw(ChainError, /log 0 of block 7/);
    }
    const label = logOf("RoleLabel", [3n, "abcd"]);
    const named = managerEventOf({ ...label, data: label.data.replace("61626364", "ff626364") });
    expect(named).to.include({ name: "RoleLabel", block: 7 });
    expect(named?.args.roleId).to.equal(3n);
  });
});

describe("the event of a transaction", () => {
  const receiptOf = (...logs: Log[]) => ({ hash: `0x${"ab".repeat(32)}`, logs: logs as never[] });

  it("is the fund's own, whatever else happened", () => {
    const foreign = { ...donation(1, 2n), address: `0x${"22".repeat(20)}` } as Log;
    expect(eventIn(ADDRESS, receiptOf(foreign, donation(1, 3n)), "Donated").args.amount).to.equal(3n);
  });

  it("is never made up where the node leaves it out: the transaction is done, and that is all that is known", () => {
    for (const receipt of [receiptOf(), receiptOf(donation(1, 3n))]) {
      expect(() => eventIn(ADDRESS, receipt, "Withdrawn"))
        .to.throw(ChainError, /was done.*left its log "Withdrawn" out/)
        .and.include({ kind: "incomplete", transaction: receipt.hash });
    }
  });
});
