import { expect } from "chai";
import { getAddress } from "ethers";
import { type ChainReader, FUND_INTERFACE, NodeFailure } from "zke-insurance-fund/chain";
import { FUND, SOMEONE } from "../../scripts/support/fake-events.ts";
import { chainTime, followLive, freshnessOf, type LiveState, STALE_AFTER } from "../../web/src/chain/live.ts";
import { createAlarm, pauseAfter } from "../../web/src/chain/repeat.ts";
import { fakeChain } from "./fake-chain.ts";
import { steppedAlarm } from "./stepped-alarm.ts";

const word = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;
const POLICY = [2000n, 9000n, false, 8n, 10_000n, 86_400n, 21_600n, 25n, 100n, 500n, 50n];

/** A node with a fund whose assets are the number of the block that is asked about. */
function nodeWithFund() {
  const chain = fakeChain();
  const state = { broken: undefined as unknown, balance: 21n, symbol: "USDT", decimals: 6n };
  const answers: Record<string, (block: bigint) => unknown> = {
    totals: () => [[1n, 2n, 3n, 4n, 5n, 6n]],
    policy: () => [POLICY],
    paused: () => [false],
    closed: () => [false],
    token: () => [SOMEONE],
    authority: () => [SOMEONE],
    clearing: () => [SOMEONE],
    assets: (block) => [block],
  };
  const rpc: ChainReader = {
    ...chain.reader,
    getNetwork: async () => ({ chainId: 31_337n }),
    async getBlock(tag) {
      if (state.broken !== undefined) throw state.broken;
      return chain.reader.getBlock(tag);
    },
    async call({ data, blockTag }) {
      if (state.broken !== undefined) throw state.broken;
      if (data?.startsWith("0x70a08231")) return word(state.balance);
      if (data === "0x313ce567") return word(state.decimals);
      if (data === "0x95d89b41")
        return `0x${word(32n).slice(2)}${word(BigInt(state.symbol.length)).slice(2)}${Buffer.from(state.symbol).toString("hex").padEnd(64, "0")}`;
      const call = FUND_INTERFACE.parseTransaction({ data });
      const name = call?.name ?? "";
      const values = answers[name]?.(typeof blockTag === "number" ? BigInt(blockTag) : 0n) ?? [7n];
      return FUND_INTERFACE.encodeFunctionResult(name, values as unknown[]);
    },
  };
  return { rpc, chain, state };
}

/** Follows a fund by steps: each call lets the page ask once more. */
function following(rpc: ChainReader) {
  const stop = new AbortController();
  const states: LiveState[] = [];
  let now = 1_000;
  const { alarm, idle, step } = steppedAlarm();
  const first = idle();
  const tell = (state: LiveState) => states.push(state);
  const ended = followLive(rpc, FUND, { signal: stop.signal, alarm, interval: () => 4_000, now: () => now, tell });
  return {
    first,
    last: () => states.at(-1) as LiveState,
    async next(time: number) {
      now = time;
      await step();
      return states.at(-1) as LiveState;
    },
    async end() {
      stop.abort();
      await ended;
    },
  };
}

describe("the page's live figures", () => {
  it("are those of the newest block, and of each new one", async () => {
    const { rpc, chain } = nodeWithFund();
    chain.mine();
    const page = following(rpc);
    await page.first;
    expect(page.last().overview).to.include({ block: 1n, assets: 1n, time: chain.timeOf(1) });
    expect(page.last().balance).to.equal(21n);
    expect(page.last()).to.deep.include({
      chainId: 31_337n,
      token: { address: getAddress(SOMEONE), symbol: "USDT", decimals: 6 },
    });
    chain.mine();
    const next = await page.next(5_000);
    expect(next.overview).to.include({ block: 2n, assets: 2n });
    expect(next).to.include({ readAt: 5_000, answeredAt: 5_000 });
    await page.end();
  });

  it("are read once a block", async () => {
    const { rpc } = nodeWithFund();
    const page = following(rpc);
    await page.first;
    const { overview } = page.last();
    const again = await page.next(5_000);
    expect(again.overview).to.equal(overview);
    expect(again).to.include({ readAt: 1_000, answeredAt: 5_000 });
    await page.end();
  });

  it("stay while the node fails, are called old, and come back", async () => {
    const { rpc, state, chain } = nodeWithFund();
    const page = following(rpc);
    await page.first;
    state.broken = Object.assign(new NodeFailure("unreachable", "ECONNREFUSED"), { host: "https://node.example" });
    const failed = await page.next(5_000);
    expect(failed.overview).to.include({ block: 0n });
    expect(failed).to.deep.include({ failure: { kind: "unreachable", detail: "node.example" }, retryAt: 9_000 });
    expect(freshnessOf(failed, 5_000)).to.equal("stale");
    expect((await page.next(9_000)).retryAt).to.equal(17_000);
    state.broken = undefined;
    chain.mine();
    const back = await page.next(17_000);
    expect(back).to.not.have.any.keys("failure", "retryAt");
    expect(back.overview).to.include({ block: 1n });
    expect(freshnessOf(back, 17_000)).to.equal("live");
    await page.end();
  });

  it("say so where there never were any", async () => {
    const { rpc, state } = nodeWithFund();
    state.broken = new NodeFailure("http", "502", { status: 502 });
    const page = following(rpc);
    await page.first;
    expect(page.last().failure).to.deep.equal({ kind: "http", detail: "502" });
    expect(freshnessOf(page.last(), 1_000)).to.equal("failed");
    await page.end();
  });

  it("take nothing odd from a token", async () => {
    for (const [symbol, decimals, expected] of [
      ["<b>USDT", 6n, { symbol: "", decimals: 6 }],
      ["USD₮0", 18n, { symbol: "", decimals: 18 }],
      ["", 2n ** 200n, { symbol: "", decimals: 6 }],
    ] as const) {
      const { rpc, state } = nodeWithFund();
      Object.assign(state, { symbol: symbol.replace(/[^\x20-\x7e]/g, "<"), decimals });
      const page = following(rpc);
      await page.first;
      expect(page.last().token).to.include(expected);
      await page.end();
    }
  });
});

describe("freshness", () => {
  const overview = { time: 500n } as LiveState["overview"] & object;

  it("ends when the node has not answered for long", () => {
    expect(freshnessOf({}, 0)).to.equal("connecting");
    expect(freshnessOf({ overview, answeredAt: 0 }, STALE_AFTER)).to.equal("live");
    expect(freshnessOf({ overview, answeredAt: 0 }, STALE_AFTER + 1)).to.equal("stale");
  });

  it("lets the chain's time run on from when its block was read", () => {
    expect(chainTime({ overview, readAt: 10_000, answeredAt: 90_000 }, 95_900)).to.equal(585n);
    expect(chainTime({ overview, readAt: 10_000 }, 9_000)).to.equal(500n);
    expect(chainTime({}, 9_000)).to.equal(undefined);
  });

  it("is asked for less and less often while it fails, but at least every minute", () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((failures) => pauseAfter(failures, 4_000))).to.deep.equal([
      4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it("is asked for at once when the alarm rings", async () => {
    const alarm = createAlarm();
    const waited = alarm.wait(3_600_000, new AbortController().signal);
    alarm.ring();
    await waited;
    await alarm.wait(3_600_000, AbortSignal.abort());
  });
});
