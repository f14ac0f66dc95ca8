// What a node leaves out of a fund's history is noticed, by what the contract counts. The contract is the real one.
import { expect } from "chai";
import { network } from "hardhat";
import { type Fund, openFund } from "zke-insurance-fund/chain";
import { findGap } from "../../sdk/src/history/complete.ts";
import type { TimedEvent } from "../../sdk/src/history/submissions.ts";
import { deployBareFund } from "../support/bare-fund.ts";
import { playPeriods, STEP } from "../support/periods.ts";

const PERIODS = 60;
const START = 1_760_000_400;

const connection = await network.create({
  override: { allowBlocksWithSameTimestamp: true, initialDate: new Date(START * 1000).toISOString() },
});
const { ethers } = connection;
const isBefore = (a: TimedEvent, b: TimedEvent) => a.blockNumber < b.blockNumber || a.logIndex < b.logIndex;
const periodOf = ({ args }: TimedEvent) => ("period" in args ? args.period : undefined);

describe("proving that a history is complete", function () {
  this.timeout(600_000);
  let fund: Fund;
  let events: TimedEvent[];
  let head: number;
  let calls = 0;

  before(async () => {
    const rule = { coverBps: 2000, headBps: 9000, basis: "head" } as const;
    const bare = await deployBareFund(ethers, rule, BigInt(START - PERIODS * STEP));
    const { logs } = await playPeriods(connection, bare, PERIODS);
    events = logs.map(({ event, time }) => ({ ...event, time: BigInt(time) }) as TimedEvent);
    head = await ethers.provider.getBlockNumber();
    const { provider } = ethers;
    const call = (...args: Parameters<typeof provider.call>) => {
      calls++;
      return provider.call(...args);
    };
    fund = await openFund(
      { ...provider, call, getBlock: provider.getBlock.bind(provider) } as never,
      await bare.fund.getAddress(),
    );
  });

  const gapWithout = (isHidden: (event: TimedEvent) => boolean, of = events) =>
    findGap(
      fund,
      of.filter((event) => !isHidden(event)),
      head,
    );

  it("takes three calls and one for each pending settlement", async () => {
    expect(await gapWithout(() => false)).to.equal(undefined);
    calls = 0;
    await gapWithout(() => false);
    const pending = Number((await fund.overview()).pendingCount);
    expect(pending).to.be.greaterThan(3);
    expect(calls - 16).to.be.at.most(3 + pending + 1);
  });

  it("notices every log that is left out, but those that do not matter", async () => {
    const ended = new Set(
      events.flatMap((event) =>
        event.name === "SettlementVoided" || event.name === "SettlementCancelled" ? [event.args.submission] : [],
      ),
    );
    const isSecond = (hidden: TimedEvent) =>
      events.some(
        (event) => event.time === hidden.time && isBefore(event, hidden) && periodOf(event) === periodOf(hidden),
      );
    for (const hidden of events) {
      if (hidden.name === "Credited") continue;
      const found = await gapWithout((event) => event === hidden);
      if (found !== undefined) {
        expect(found.error.kind).to.equal("incomplete");
        expect(found.error.message).to.match(/^The node left out logs of /);
        expect(found.since ?? 0, `${hidden.name} is at or after what is known`).to.be.at.most(hidden.blockNumber);
        continue;
      }
      expect(hidden.name).to.match(/Demanded|Revealed/);
      expect(ended.has("submission" in hidden.args ? hidden.args.submission : 0n), hidden.name).to.equal(true);
      expect(isSecond(hidden), hidden.name).to.equal(true);
    }
  });

  it("notices when many are left out: all, the first half, the second half, a period", async () => {
    const middle = events[events.length >> 1]?.blockNumber ?? 0;
    const cases = [
      () => true,
      ({ blockNumber }: TimedEvent) => blockNumber < middle,
      ({ blockNumber }: TimedEvent) => blockNumber >= middle,
      ({ args }: TimedEvent) => "period" in args && args.period === BigInt(PERIODS),
      ({ args }: TimedEvent) => "period" in args && args.period === 7n,
    ];
    for (const isHidden of cases) expect((await gapWithout(isHidden))?.error.kind).to.equal("incomplete");
  });
});
