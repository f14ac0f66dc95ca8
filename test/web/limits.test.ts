import { expect } from "chai";
import { type ChainLogEntry, FUND_INTERFACE, type Fund, openNode } from "zke-insurance-fund/chain";
import { FUND } from "../../scripts/support/fake-events.ts";
import { fundOfAYear, type Limits, limitedNode, pastOfAYear } from "../../scripts/support/limited-node.ts";
import { blockTimes } from "../../web/src/chain/block-times.ts";
import { sumsOf } from "../../web/src/chain/flows.ts";
import { followHistory } from "../../web/src/chain/history.ts";
import type { HistoryState } from "../../web/src/chain/history-state.ts";
import { followLive, freshnessOf, type LiveState } from "../../web/src/chain/live.ts";
import type { Store } from "../../web/src/chain/store.ts";
import { verdictOf } from "../../web/src/chain/verdict.ts";
import { steppedAlarm } from "./stepped-alarm.ts";

const PAST = new URL("http://host.example/history.json");

/** A visit: what was asked until the first figures, the newest settlements, and the whole past. */
async function visited(limits: Limits, fund = year, store?: Store, past?: string) {
  const { fetch, counts } = limitedNode(fund, limits);
  const node = openNode("http://node.example/", { fetch, pauses: [1, 1, 1, 1] });
  const stop = new AbortController();
  const { signal } = stop;
  const live: LiveState[] = [];
  const states: HistoryState[] = [];
  const requests: Record<string, number> = {};
  const liveAlarm = steppedAlarm();
  const idle = liveAlarm.idle();
  const following = followLive(node, FUND, {
    signal,
    alarm: liveAlarm.alarm,
    interval: () => 4_000,
    tell: (state) => live.push(state),
  });
  await idle;
  requests.figures = counts.requests;
  const last = live.at(-1) as LiveState;
  const { alarm, idle: historyIdle } = steppedAlarm();
  const done = historyIdle();
  const history = followHistory(last.fund as NonNullable<LiveState["fund"]>, {
    ...{ startBlock: 0, signal, alarm, counted: () => last.overview },
    ...(store !== undefined && { kept: { store, name: FUND } }),
    shipped: { url: PAST, fetch: async () => new Response(past, { status: past === undefined ? 404 : 200 }) },
    tell(state) {
      states.push(state);
      if (state.periods.length >= 20) requests.newest ??= counts.requests;
    },
  });
  await done;
  requests.all = counts.requests;
  stop.abort();
  node.destroy();
  await Promise.all([following, history]);
  const state = states.at(-1) as HistoryState;
  return {
    fund: last.fund,
    state,
    states,
    requests,
    counts,
    verdict: verdictOf(last, state, freshnessOf(last, Date.now())),
  };
}

const year = fundOfAYear();
const short = fundOfAYear(130);

describe("a fund of one year behind a node", () => {
  for (const blocks of [5]) {
    it(`of ${blocks} blocks a question: is read by views and single seconds, in few requests`, async () => {
      const { state, states, requests, counts, verdict } = await visited({ blocks });
      expect(requests.figures).to.be.at.most(3);
      expect(requests.newest).to.be.at.most(18);
      expect(requests.all).to.be.below(120);
      expect(state.isComplete).to.equal(true);
      expect(state.periods).to.have.length(1_095);
      expect(state.periods.filter(({ latest }) => latest.status === "pending")).to.have.length(1);
      expect(sumsOf(state.flows)).to.deep.equal(year.totals);
      // Of a donation a view tells the sum, and no time.
      expect(state.undated).to.deep.equal([{ kind: "donated", amount: 10n ** 9n }]);
      expect(verdict.history).to.include({ state: "waiting" });
      expect(counts.logQuestions).to.be.at.most(2 * 1_095 + 1);
      // The newest come first, and nothing is called complete before.
      expect(states[0]?.periods[0]?.period).to.equal(1_095n);
      const before = states.slice(0, -1);
      expect(before.length).to.be.greaterThan(3);
      expect(before.map(({ isComplete }) => isComplete)).to.not.include(true);
      expect(before.map(({ part = 0 }) => part)).to.deep.equal(
        before.map(({ part = 0 }) => part).sort((a, b) => a - b),
      );
    });
  }

  for (const blocks of [5, 10, 100, 1_000])
    it(`of ${blocks} blocks a question, whose past the host ships: is read in few requests, and proven`, async () => {
      const fund = [5, 1_000].includes(blocks) ? year : short;
      const { state, requests, verdict } = await visited({ blocks }, fund, undefined, pastOfAYear(fund));
      expect(requests.figures).to.be.at.most(3);
      expect(requests.all).to.be.at.most(50);
      expect(state.shipped).to.equal(undefined);
      expect(state.isComplete).to.equal(true);
      expect(state.periods).to.have.length(fund.submissions.length);
      // The donation's time is in a log of the block that the file names.
      expect(state.undated).to.deep.equal([]);
      expect(verdict.history).to.include({ state: "good" });
      expect(sumsOf(state.flows)).to.deep.equal(fund.totals);
    });

  it("without a limit: in few megabytes, though there are thousands of credits", async () => {
    const { fund, state, requests, counts, verdict } = await visited({});
    expect(verdict.history.state).to.equal("good");
    expect(sumsOf(state.flows)).to.deep.equal(year.totals);
    expect(requests.all).to.be.at.most(40);
    // When money moved, events and records tell: no chart has to ask for a thousand headers. Of a donation nothing does.
    expect(state.flows.filter(({ time }) => time === undefined).map(({ kind }) => kind)).to.deep.equal(["donated"]);
    // That was asked for meanwhile, and is known when the chart wants it.
    const asked = counts.requests;
    const donation = state.flows.find(({ time }) => time === undefined)?.block ?? 0;
    expect(await blockTimes((fund as Fund).provider)(donation)).to.be.a("bigint");
    expect(counts.requests).to.equal(asked);
    expect(counts.bytes).to.be.at.most(5_500_000);
  });

  it("is asked little by who comes again, and for all by who kept what is not on this chain", async () => {
    const values = new Map<string, unknown>();
    const store: Store = {
      get: async (name) => structuredClone(values.get(name)),
      put: async (name, value) => void values.set(name, structuredClone(value)),
    };
    for (const blocks of [5, Infinity]) {
      values.clear();
      const first = await visited({ blocks }, short, store);
      const again = await visited({ blocks }, short, store);
      expect(again.requests.all).to.be.below(15);
      expect(again.state.isComplete).to.equal(true);
      expect(sumsOf(again.state.flows)).to.deep.equal(sumsOf(first.state.flows));
      expect(again.state.periods).to.deep.equal(first.state.periods);
      expect(again.state.flows).to.deep.equal(first.state.flows);
      const other = fundOfAYear(131);
      expect((await visited({ blocks }, other, store)).state.periods).to.have.length(131);
      // What was kept of it lacks a period that the contract has.
      const kept = values.get(FUND) as {
        settled: { submissionEvents: unknown[] };
        back?: { lives: Map<bigint, unknown> };
      };
      kept.settled.submissionEvents.splice(0, 1);
      kept.back?.lives.delete(7n);
      expect((await visited({ blocks }, other, store)).state).to.include({ isComplete: true });
    }
  });

  it("that refuses each fiftieth request, or every other: waits, and comes to the end", async () => {
    for (const every of [50, 2]) {
      const { state, requests } = await visited({ blocks: 100, isBusy: (request) => request % every === 0 }, short);
      expect(state.isComplete).to.equal(true);
      expect(requests.all).to.be.at.most(every === 50 ? 60 : 200);
    }
  });

  it("that refuses a view at first: is asked again, and leaves no failure to nobody", async () => {
    let asked = 0;
    const lost: unknown[] = [];
    const note = (reason: unknown) => void lost.push(reason);
    process.on("unhandledRejection", note);
    try {
      const refuses = (view: string) => view === "credited" && ++asked <= 130;
      const { state } = await visited({ blocks: 100, refuses }, short);
      expect(asked).to.be.above(130);
      expect(state.isComplete).to.equal(true);
      expect(sumsOf(state.flows)).to.deep.equal(short.totals);
      expect(lost).to.deep.equal([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  it("that leaves out logs: what is missing is said, and nothing is called complete", async () => {
    const isOf = (name: string) => (log: ChainLogEntry) => log.topics[0] === FUND_INTERFACE.getEvent(name)?.topicHash;
    const ofPeriod = (period: number) => (log: ChainLogEntry) =>
      Number(log.topics[1]) === period && isOf("SettlementSubmitted")(log);
    for (const [hidden, period] of [
      [ofPeriod(61), 61n],
      [ofPeriod(130), 130n],
      [isOf("SettlementFinalized"), 129n],
      [() => true, 130n],
    ] as const) {
      const { state, verdict } = await visited({ blocks: 100, hidden }, short);
      expect(state.isComplete).to.equal(false);
      expect(verdict.history.state).to.equal("wrong");
      expect(verdict.history.missing.map(({ args }) => (args as { period?: bigint }).period)).to.include(period);
    }
  });
});
