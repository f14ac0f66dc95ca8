import { expect } from "chai";
import { type ChainLogEntry, FUND_INTERFACE } from "zke-insurance-fund/chain";
import {
  cancelled,
  credited,
  demanded,
  donated,
  expired,
  type FakeEvent,
  finalized,
  reclaimed,
  revealed,
  submitted,
  voided,
} from "../../scripts/support/fake-events.ts";
import { sumsOf } from "../../web/src/chain/flows.ts";
import { followHistory } from "../../web/src/chain/history.ts";
import type { HistoryState } from "../../web/src/chain/history-state.ts";
import { nextStepOf } from "../../web/src/chain/next-step.ts";
import { stateOf } from "../../web/src/chain/submissions.ts";
import { type FakeChain, fakeChain } from "./fake-chain.ts";
import { steppedAlarm } from "./stepped-alarm.ts";

/** A page's history of a chain, read on when it is told to. */
function historyOf(chain: FakeChain, startBlock = 0) {
  const stop = new AbortController();
  const states: HistoryState[] = [];
  const { alarm, idle, step } = steppedAlarm();
  const first = idle();
  const ended = followHistory(chain.fund, {
    startBlock,
    signal: stop.signal,
    alarm,
    counted: () => chain.counted(startBlock),
    tell: (state) => states.push(state),
  });
  return {
    states,
    first,
    async next(): Promise<HistoryState> {
      await step();
      return states.at(-1) as HistoryState;
    },
    async end() {
      stop.abort();
      await ended;
    },
  };
}

const word = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;

async function stateAfter(chain: FakeChain): Promise<HistoryState> {
  const history = historyOf(chain);
  await history.first;
  await history.end();
  return history.states.at(-1) as HistoryState;
}

const mine = (chain: FakeChain, count: number) => {
  for (let made = 0; made < count; made++) chain.mine();
};

describe("the page's history of a fund", () => {
  it("tells every submission and what became of it, and every flow", async () => {
    const chain = fakeChain();
    chain.mine(donated(5_000n), credited(1n, 0n, 40n, 7n, 3n), credited(1n, 3n, 10n));
    chain.mine(submitted(1n, 1n, chain.timeOf(2), { dataURI: "https://x.example/1/" }));
    chain.mine(demanded(1n, 1n, 1n, 3n, 9n), demanded(1n, 1n, 0n, 3n, 9n));
    chain.mine(demanded(1n, 1n, 0n, 1n, 9n), demanded(1n, 1n, 1n, 0n, 9n));
    chain.mine(revealed(1n, 1n, 1n, 3n), revealed(1n, 1n, 0n, 1n));
    chain.mine(expired(1n, 1n, 0n, 3n), voided(1n, 1n, 1n), reclaimed(1n, 1n, 0n));
    chain.mine(submitted(1n, 2n, chain.timeOf(6)));
    chain.mine(finalized(1n, 2n, 200n), submitted(2n, 3n, chain.timeOf(7)));
    chain.mine(cancelled(2n, 3n), submitted(3n, 4n, chain.timeOf(8)));
    const { periods, flows, isComplete, eventCount } = await stateAfter(chain);
    expect({ isComplete, eventCount }).to.deep.equal({ isComplete: true, eventCount: 18 });
    expect(periods.map(({ period, latest }) => [period, stateOf(latest)])).to.deep.equal([
      [3n, "pending"],
      [2n, "cancelled"],
      [1n, "finalized"],
    ]);
    const [fallen] = periods[2]?.earlier ?? [];
    expect(fallen).to.deep.include({ serial: 1n, submittedAt: chain.timeOf(2), dataURI: "https://x.example/1/" });
    expect(fallen?.ending).to.include({ state: "voided", fault: "Silence", reward: 250n });
    expect([...(fallen?.demands.values() ?? [])].map(({ tree, state }) => [tree, state])).to.deep.equal([
      ["positions", "answered"],
      ["liquidations", "expired"],
      ["liquidations", "answered"],
      ["positions", "reclaimed"],
    ]);
    expect(sumsOf(flows)).to.deep.equal({
      credited: 60n + 4n * 30n,
      donated: 5_000n,
      forfeited: 2n * 50n + 250n + 250n,
      covered: 200n,
      migrated: 0n,
      writtenOff: 0n,
    });
  });

  it("does not choke on a fault that it does not know, nor on a submission before its first block", async () => {
    const chain = fakeChain();
    chain.mine(finalized(8n, 8n, 5n), voided(9n, 9n, 1n), submitted(1n, 1n, chain.timeOf(1)), voided(1n, 1n, 200n));
    const { periods } = await stateAfter(chain);
    expect(periods).to.have.length(1);
    expect(periods[0]?.latest.ending).to.include({ state: "voided", fault: undefined });
  });

  it("reads on from block to block, and asks for what may still change only", async () => {
    const chain = fakeChain();
    chain.mine(donated(1n));
    mine(chain, 200);
    const history = historyOf(chain);
    await history.first;
    chain.asked.length = 0;
    const block = chain.mine(donated(2n));
    const { flows, isComplete } = await history.next();
    expect(isComplete).to.equal(true);
    expect(flows.map(({ amount }) => amount)).to.deep.equal([1n, 2n]);
    expect(chain.asked.filter((question) => question.startsWith("logs"))).to.deep.equal([
      `logs ${block - 64}-${block - 64}`,
      `logs ${block - 63}-${block}`,
    ]);
    await history.end();
  });

  it("changes nothing where a new block brings nothing, so that nothing on the screen is made anew", async () => {
    const chain = fakeChain();
    chain.mine(submitted(1n, 1n, chain.timeOf(1)));
    const history = historyOf(chain);
    await history.first;
    const before = history.states.at(-1);
    chain.mine();
    const after = await history.next();
    expect(after.periods).to.equal(before?.periods);
    expect(after.flows).to.equal(before?.flows);
    await history.end();
  });

  it("leaves a period as it is when something happens to another", async () => {
    const chain = fakeChain();
    chain.mine(submitted(1n, 1n, chain.timeOf(1)), voided(1n, 1n, 2n), submitted(1n, 2n, chain.timeOf(1)));
    chain.mine(submitted(2n, 3n, chain.timeOf(2)));
    const history = historyOf(chain);
    await history.first;
    const [second, first] = history.states.at(-1)?.periods ?? [];
    chain.mine(demanded(2n, 3n, 1n, 0n, 900n), donated(5n));
    const after = await history.next();
    expect(after.periods[1]).to.equal(first);
    expect(after.periods[0]).not.to.equal(second);
    expect(after.periods[0]?.latest.demands.size).to.equal(1);
    await history.end();
  });

  it("follows a chain that changes its mind, near and far", async () => {
    for (const depth of [3, 150]) {
      const chain = fakeChain();
      mine(chain, 100);
      chain.mine(donated(1n));
      mine(chain, 98);
      chain.mine(donated(2n));
      const history = historyOf(chain);
      await history.first;
      chain.reorganize(depth);
      mine(chain, depth);
      chain.mine(donated(3n));
      const { flows } = await history.next();
      expect(flows.map(({ amount }) => amount)).to.deep.equal(depth === 3 ? [1n, 3n] : [3n]);
      await history.end();
    }
  });

  it("has nothing to tell of blocks that are not there yet", async () => {
    const chain = fakeChain();
    chain.mine(donated(1n));
    const history = historyOf(chain, 9);
    await history.first;
    expect(history.states.at(-1)).to.deep.include({ isComplete: true, eventCount: 0 });
    mine(chain, 7);
    chain.mine(donated(2n));
    expect((await history.next()).flows.map(({ amount }) => amount)).to.deep.equal([2n]);
    await history.end();
  });

  it("takes a log that is left out once, and says nothing of settlements and money while one stays out", async () => {
    const isOf = (name: string) => (log: { topics: readonly string[] }) =>
      log.topics[0] === FUND_INTERFACE.getEvent(name)?.topicHash;
    for (const name of ["SettlementSubmitted", "SettlementFinalized", "Donated", "Credited"]) {
      const chain = fakeChain();
      chain.mine(donated(1n), credited(1n, 0n, 40n), submitted(1n, 1n, chain.timeOf(1)));
      mine(chain, 100);
      chain.mine(finalized(1n, 1n, 5n), donated(2n), submitted(2n, 2n, chain.timeOf(102)), credited(3n, 0n, 7n));
      let left = 1;
      chain.hidden = (log) => isOf(name)(log) && left-- > 0;
      const healed = historyOf(chain);
      await healed.first;
      expect(healed.states.at(-1), name).to.deep.include({ isComplete: true });
      await healed.end();
      chain.hidden = isOf(name);
      const blind = historyOf(chain);
      await blind.first;
      expect(blind.states.some(({ isComplete }) => isComplete)).to.equal(false);
      expect(blind.states.at(-1)?.failure?.kind, name).to.equal("incomplete");
      chain.hidden = () => false;
      expect(await blind.next())
        .to.deep.include({ isComplete: true })
        .and.not.to.have.property("failure");
      await blind.end();
    }
  });

  it("says what is missing, and is not complete, whatever log a node leaves out", async () => {
    const isOf = (name: string) => (log: { topics: readonly string[] }) =>
      log.topics[0] === FUND_INTERFACE.getEvent(name)?.topicHash;
    for (const [hidden, code, args] of [
      [(log: ChainLogEntry) => log.topics[2] === word(2n), "leftOutSubmission", { serial: 2n, count: 4n }],
      [(log: ChainLogEntry) => log.topics[2] === word(4n), "leftOutSubmission", { serial: 4n, count: 4n }],
      [isOf("Demanded"), "leftOutOnRecord", { period: 3n, what: "demands", found: 0n, counted: 1n }],
      [isOf("SettlementVoided"), "leftOutPending", { found: 2n, counted: 1n }],
      [isOf("SettlementSubmitted"), "leftOutSubmission", { serial: 1n, count: 4n }],
      [isOf("Credited"), "leftOutMoney", { total: "credited", found: 120n, counted: 160n }],
      [() => true, "leftOutSubmission", { serial: 1n, count: 4n }],
    ] as const) {
      const chain = fakeChain();
      chain.mine(donated(1n), credited(1n, 0n, 40n), submitted(1n, 1n, chain.timeOf(1), { loss: 9_000n }));
      mine(chain, 100);
      chain.mine(finalized(1n, 1n, 1_800n), submitted(2n, 2n, chain.timeOf(102)), voided(2n, 2n, 2n));
      chain.mine(submitted(2n, 3n, chain.timeOf(103)), finalized(2n, 3n, 200n), submitted(3n, 4n, chain.timeOf(103)));
      chain.mine(demanded(3n, 4n, 1n, 0n, chain.timeOf(900)));
      chain.hidden = hidden;
      const { isComplete, missing, failure } = await stateAfter(chain);
      expect({ isComplete, kind: failure?.kind }).to.deep.equal({ isComplete: false, kind: "incomplete" });
      const told = missing.find((each) => each.code === code);
      expect(told?.args, `${code}: ${missing.map((each) => each.code)}`).to.include(args);
    }
  });

  it("believes no header but the one on record", async () => {
    const chain = fakeChain();
    chain.mine(submitted(1n, 1n, chain.timeOf(1)));
    chain.forged = (log) => ({ ...log, data: log.data.replace(word(1_000n).slice(2), word(1_001n).slice(2)) });
    const { isComplete, missing } = await stateAfter(chain);
    expect(isComplete).to.equal(false);
    expect(missing[0]).to.deep.include({ code: "leftOutOnRecord" });
  });

  it("stays complete from block to block, though the next is long in coming, and is no more when something is missing", async () => {
    const chain = fakeChain();
    chain.mine(donated(1n), submitted(1n, 1n, chain.timeOf(1)));
    mine(chain, 200);
    const history = historyOf(chain);
    await history.first;
    const before = history.states.length;
    expect(history.states.slice(0, -1).map(({ isComplete, part }) => isComplete || part === undefined)).to.not.include(
      true,
    );
    mine(chain, 300);
    chain.mine(donated(2n));
    await history.next();
    expect(history.states.slice(before).map(({ isComplete }) => isComplete)).to.deep.equal([true]);
    chain.mine(finalized(1n, 1n, 200n));
    chain.hidden = (log) => log.topics[0] === FUND_INTERFACE.getEvent("SettlementFinalized")?.topicHash;
    const lacking = await history.next();
    expect(lacking.isComplete).to.equal(false);
    expect(lacking.missing.map(({ code }) => code)).to.include("leftOutPending");
    expect(lacking.periods).to.have.length(1);
    await history.end();
  });

  it("keeps what it has while the node fails, and goes on after", async () => {
    const chain = fakeChain();
    chain.mine(donated(1n));
    const history = historyOf(chain);
    await history.first;
    chain.mine(donated(2n));
    chain.broken = new Error("gone");
    const failed = await history.next();
    expect(failed.failure).to.deep.include({ kind: "other" });
    expect(failed.flows).to.have.length(1);
    chain.broken = undefined;
    const { failure, flows } = await history.next();
    expect(failure).to.equal(undefined);
    expect(flows).to.have.length(2);
    await history.end();
  });
});

describe("the next step of a pending settlement", () => {
  const record = (quietUntil: bigint, openDemands: bigint) =>
    ({ challengeEnd: 86_500n, quietUntil, openDemands }) as never;
  const step = async (now: bigint, quietUntil = 0n, ...events: readonly FakeEvent[]) =>
    stepAt(now, record(quietUntil, 0n), events);
  const stepAt = async (now: bigint, record: never, events: readonly FakeEvent[]) => {
    const chain = fakeChain();
    chain.mine(submitted(1n, 1n, 100n), ...events);
    const { periods } = await stateAfter(chain);
    return nextStepOf(periods[0]?.latest as never, record, now);
  };

  it("is the window, then what follows the last answer, then finalizing", async () => {
    expect(await step(200n)).to.deep.equal({ kind: "challenge", until: 86_500n });
    expect(await step(86_499n)).to.deep.include({ kind: "challenge" });
    expect(await step(86_500n)).to.deep.equal({ kind: "finalize", since: 86_500n });
    expect(await step(86_500n, 90_000n)).to.deep.equal({ kind: "quiet", until: 90_000n });
    expect(await step(90_000n, 90_000n)).to.deep.equal({ kind: "finalize", since: 90_000n });
  });

  it("is the earliest answer that is due, and the end where it is overdue", async () => {
    const demands = [demanded(1n, 1n, 1n, 0n, 900n), demanded(1n, 1n, 1n, 1n, 500n), demanded(1n, 1n, 0n, 0n, 700n)];
    expect(await step(500n, 0n, ...demands)).to.deep.equal({ kind: "answer", until: 500n, open: 3 });
    expect(await step(501n, 0n, ...demands)).to.deep.equal({ kind: "expire", since: 500n });
    expect(await step(501n, 0n, ...demands, revealed(1n, 1n, 1n, 1n))).to.deep.equal({
      kind: "answer",
      until: 700n,
      open: 2,
    });
  });

  it("is not finalizing while the contract counts demands whose logs the node left out", async () => {
    expect(await stepAt(90_000n, record(0n, 2n), [])).to.deep.equal({ kind: "unread", open: 2 });
    const one = [demanded(1n, 1n, 1n, 0n, 91_000n)];
    expect(await stepAt(90_000n, record(0n, 2n), one)).to.deep.include({ kind: "answer", until: 91_000n });
  });
});
