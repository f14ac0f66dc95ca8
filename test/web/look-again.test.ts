import { expect } from "chai";
import {
  type ChainLogEntry,
  FUND_INTERFACE,
  type FundOverview,
  logSpanOf,
  openFund,
  openNode,
} from "zke-insurance-fund/chain";
import { FUND } from "../../scripts/support/fake-events.ts";
import { fundOfAYear, type Limits, limitedNode } from "../../scripts/support/limited-node.ts";
import { sumsOf } from "../../web/src/chain/flows.ts";
import { followHistory } from "../../web/src/chain/history.ts";
import type { HistoryState } from "../../web/src/chain/history-state.ts";
import { steppedAlarm } from "./stepped-alarm.ts";

const IDLE = 40;
const year = fundOfAYear(130, IDLE);
// After the last event, and before the newest block that the node has.
const FIRST = year.head - 9 - IDLE;

/** A visit that goes on from block to block, behind a node whose ways may change. */
async function visit(limits: Limits) {
  const { fetch, counts } = limitedNode(year, limits);
  const node = openNode("http://node.example/", { fetch, pauses: [1, 1, 1, 1] });
  const fund = await openFund(node, FUND);
  const overview = await fund.overview();
  const stop = new AbortController();
  const { alarm, idle, step } = steppedAlarm();
  const states: HistoryState[] = [];
  let counted: FundOverview = { ...overview, block: BigInt(FIRST) };
  const done = idle();
  const following = followHistory(fund, {
    ...{ startBlock: 0, signal: stop.signal, alarm, counted: () => counted },
    tell: (state) => states.push(state),
  });
  await done;
  return {
    counts,
    span: logSpanOf(node),
    last: () => states.at(-1) as HistoryState,
    states,
    async blocks(count: number) {
      for (let at = 0; at < count; at++) {
        counted = { ...counted, block: counted.block + 1n };
        await step();
      }
    },
    async end() {
      stop.abort();
      node.destroy();
      await following;
    },
  };
}

describe("a fund that is read backwards, from block to block", () => {
  it("is read by ranges again once the node answers long ones, and then knows when money came", async () => {
    let most = 5;
    const { counts, last, states, blocks, end } = await visit({ blocks: () => most });
    expect(last()).to.deep.include({ isComplete: true, undated: [{ kind: "donated", amount: 10n ** 9n }] });
    most = Infinity;
    counts.longest = 0;
    await blocks(7);
    expect(counts.longest, "looked at again too soon").to.be.at.most(1);
    const { periods } = last();
    const shown = states.length;
    await blocks(1);
    expect(counts.longest).to.be.greaterThan(1_000);
    expect(last()).to.deep.include({ isComplete: true, undated: [] });
    expect(sumsOf(last().flows)).to.deep.equal(year.totals);
    expect(last().periods.map(({ period, latest }) => [period, latest.serial, latest.status])).to.deep.equal(
      periods.map(({ period, latest }) => [period, latest.serial, latest.status]),
    );
    // What was complete stays on the screen until the other is.
    expect(states.slice(shown).map(({ isComplete }) => isComplete)).to.deep.equal([true]);
    const { logQuestions } = counts;
    await blocks(1);
    expect(counts.logQuestions - logQuestions, "of a new block").to.be.at.most(2);
    await end();
  });

  it("stays so where the node refuses as before: it is asked once, and then only after twice as many blocks", async () => {
    const { counts, last, blocks, end } = await visit({ blocks: 5 });
    const { refusals } = counts;
    const before = last();
    /** How many questions so many blocks take. */
    const asked = async (count: number) => {
      const { questions } = counts;
      await blocks(count);
      return counts.questions - questions;
    };
    const usual = await asked(7);
    await blocks(1);
    expect(counts.refusals - refusals).to.equal(1);
    expect(await asked(7), "what was known is not asked again").to.be.at.most(usual);
    await blocks(8);
    expect(counts.refusals - refusals).to.equal(1);
    await blocks(1);
    expect(counts.refusals - refusals).to.equal(2);
    expect(last()).to.deep.include({ isComplete: true, undated: before.undated });
    expect(last().periods).to.deep.equal(before.periods);
    expect(last().failure).to.equal(undefined);
    await end();
  });

  it("is read by ranges as soon as the node was learnt to answer long ones", async () => {
    let most = 5;
    const { counts, last, span, blocks, end } = await visit({ blocks: () => most });
    most = Infinity;
    counts.longest = 0;
    await blocks(1);
    expect(counts.longest).to.be.at.most(1);
    // As whoever else asks this node learns it.
    span.retry(1e6);
    await blocks(1);
    expect(counts.longest).to.be.greaterThan(1_000);
    expect(last()).to.deep.include({ isComplete: true, undated: [] });
    await end();
  });

  for (const [what, name, at] of [
    ["a submission", "SettlementSubmitted", 7],
    ["a donation", "Donated", undefined],
  ] as const)
    it(`stays so where the node leaves out ${what} of long ranges: what is complete is not called incomplete for that`, async () => {
      let most = 5;
      let isHiding = false;
      const topic = FUND_INTERFACE.getEvent(name)?.topicHash;
      const isMeant = ({ topics }: ChainLogEntry) =>
        topics[0] === topic && (at === undefined || Number(topics[1]) === at);
      const { counts, last, states, blocks, end } = await visit({
        blocks: () => most,
        hidden: (log) => isHiding && isMeant(log),
      });
      most = Infinity;
      isHiding = true;
      counts.longest = 0;
      await blocks(9);
      expect(counts.longest).to.be.greaterThan(1_000);
      expect(states.map(({ isComplete }) => isComplete).lastIndexOf(false)).to.be.below(states.length - 9);
      expect(last()).to.deep.include({ isComplete: true, missing: [] });
      expect(last().periods).to.have.length(130);
      await end();
    });
});
