import { expect } from "chai";
import type { TimedEvent } from "../../../sdk/src/history/submissions.ts";
import {
  booksOf,
  createStoryWith,
  demanded,
  ended,
  expectFound,
  POOR,
  read,
  revealed,
  settled,
  voided,
} from "./ledger-events.ts";
import {
  CLEARING,
  createStory,
  DONOR,
  fundedStory,
  HOUR,
  OPENING,
  OPERATOR,
  POLICY,
  SETTLEMENT,
  TERMS,
  WATCHER,
} from "./story.ts";

describe("the ledger of an audit", () => {
  it("follows a settlement's money from the first credit to the last withdrawal", () => {
    const story = settled();
    story.next("Withdrawn", { account: CLEARING, to: DONOR, amount: 20_000_000n });
    const { books, periods, nextPeriod, openingTime } = booksOf(story);
    expect(books.balances).to.deep.equal({ assets: 30_000_500n, reserved: 0n, bonds: 0n, claims: 1_000_000n });
    expect(books.totals).to.deep.equal({
      ...{ credited: 500n, donated: 50_000_000n, forfeited: 0n },
      ...{ covered: 20_000_000n, migrated: 0n, writtenOff: 0n },
    });
    expect([...books.claimable]).to.deep.equal([
      [CLEARING, 0n],
      [OPERATOR, 1_000_000n],
    ]);
    expect(periods.get(1n)).to.include({ credited: 500n, count: 3n });
    expect([nextPeriod, openingTime, books.pendingCount]).to.deep.equal([2n, OPENING, 0n]);
  });

  it("tells each movement, and what lies in the vault after it", () => {
    const { movements } = read(fundedStory().submit().events);
    expect(movements.map(({ kind, amount, from, to }) => [kind, amount, from, to])).to.deep.equal([
      ["donation", 50_000_000n, "outside", "assets"],
      ["credit", 250n, "outside", "assets"],
      ["credit", 50n, "outside", "assets"],
      ["credit", 100n, "outside", "assets"],
      ["pull", 100n, "outside", "assets"],
      ["bond", 1_000_000n, "outside", "bonds"],
    ]);
    expect(movements.at(-1)?.after).to.deep.equal({ assets: 50_000_500n, reserved: 0n, bonds: 1_000_000n, claims: 0n });
  });

  it("enters a call's credits one by one, each with its number and its reference", () => {
    const { movements } = read(fundedStory().events);
    const refs = ["c0", "c1", "c2"].map((byte) => `0x${byte.repeat(32)}`);
    expect(movements.slice(1).map(({ sequence, ref }) => [sequence, ref])).to.deep.equal(
      refs.map((ref, at) => [BigInt(at), ref]),
    );
  });

  it("takes less than was asked for of a single credit for a token's fee, and counts it", () => {
    const { ledger, movements, findings } = read(createStory().credits(0n, [1_000n], { amount: 999n }).events);
    expect(findings).to.deep.equal([]);
    expect([ledger.feesOnCredits, ledger.books.totals.credited, movements[0]?.amount]).to.deep.equal([1n, 999n, 999n]);
  });

  it("holds no more after twenty thousand credits than after one", () => {
    const { ledger } = read(createStory().events);
    const [credit] = createStory().credit(0n, 1n).events.slice(-1);
    let found = 0;
    for (let at = 0; at < 20_000; at++) {
      const args = { ...credit?.args, sequence: BigInt(at), previousTime: at === 0 ? 0n : credit?.time };
      found += ledger.enter({ ...credit, args, blockNumber: 100 + at } as TimedEvent).findings.length;
    }
    expect(found).to.equal(0);
    expect([ledger.periods.size, ledger.books.claimable.size, ledger.submissions.length]).to.deep.equal([1, 0, 0]);
    expect(ledger.books.balances.assets).to.equal(20_000n);
  });

  it("opens a voided period again, and splits its bond", () => {
    const story = voided(fundedStory().submit()).credit(3n, 7n);
    story.submit(2n, {
      terms: { ...TERMS, pulled: 0n, challengeEnd: story.time + 1n + POLICY.challengeWindow },
      settlement: { ...SETTLEMENT, profit: 507n },
    });
    const { books, submissions } = booksOf(story);
    expect(books.balances).to.deep.equal({
      ...{ assets: 50_700_507n, reserved: 20_000_000n, bonds: 1_000_000n, claims: 300_000n },
    });
    expect(submissions.map(({ status, fault }) => [status, fault])).to.deep.equal([
      ["voided", "PositionZeroProfit"],
      ["pending", undefined],
    ]);
  });

  it("lets a demand go unanswered: its settlement is voided for its demander", () => {
    const story = demanded(fundedStory().submit())
      .wait(7n * HOUR)
      .next("DemandExpired", ended);
    story.also("SettlementVoided", {
      ...{ period: 1n, submission: 1n, challenger: WATCHER, fault: "Silence" as const, coverage: TERMS.coverage },
      ...{ reward: 300_000n, forfeited: 700_000n },
    });
    const { books, submissions } = booksOf(story);
    expect(books.claimable.get(WATCHER)).to.equal(300_051n);
    expect(submissions[0]?.openDemands, "an expired demand is open no longer").to.equal(0n);
  });

  it("gives the whole bond of an answered demand to the fund", () => {
    const story = demanded(fundedStory().submit());
    story.next("PositionRevealed", revealed());
    const { ledger, movements } = read(story.events);
    expect(movements.at(-1)).to.include({ kind: "forfeit", amount: 51n });
    expect([ledger.books.totals.forfeited, ledger.submissions[0]?.openDemands]).to.deep.equal([51n, 0n]);
  });

  it("splits a bond below the least one, which a token's fee made smaller, in halves", () => {
    const story = fundedStory();
    const policy = { ...POLICY, bondBps: 0, settlementBond: 1_000n };
    story.next("PolicySet", { version: 1n, policy });
    const terms = { ...TERMS, bond: 999n, challengeEnd: story.time + 1n + POLICY.challengeWindow };
    voided(story.submit(1n, { policy, terms }), { reward: 499n, forfeited: 500n });
    expect(booksOf(story).books.balances.claims).to.equal(499n);
  });

  it("judges where a period ends by the hours of the rule of its start", () => {
    const policy = { ...POLICY, periodHours: 1 };
    const story = createStoryWith(policy).credit(0n, 500n);
    const settlement = { ...SETTLEMENT, endTime: OPENING + HOUR };
    const terms = { ...TERMS, ...POOR, challengeEnd: story.wait(HOUR).time + 1n + POLICY.challengeWindow };
    booksOf(story.submit(1n, { policy, settlement, terms }));
    const short = createStoryWith(policy).credit(0n, 500n).wait(HOUR);
    short.submit(1n, { policy, terms, settlement: { ...settlement, endTime: OPENING + HOUR - 1n } });
    expectFound(short, "LIFE-1", /not as long as the rule says.*Expected 3600, got 3599: 1 too little/);
  });

  it("judges how long lists may be by the policy of their submission", () => {
    const policy = { ...POLICY, maxLevels: 1 };
    expectFound(
      fundedStory().next("PolicySet", { version: 1n, policy }).submit(1n, { policy }),
      "POLICY-1",
      /list of period 1 is longer.*Expected 2, got 4/,
    );
  });

  it("takes less than the policy's bond for a token's fee, and counts it", () => {
    const short = { ...TERMS, bond: 999_000n };
    const story = fundedStory();
    story.submit(1n, { terms: { ...short, challengeEnd: story.time + 1n + POLICY.challengeWindow } });
    expect(booksOf(story).feesOnBonds).to.equal(1_000n);
  });

  it("judges a period by the rule of its start, and by the bonds of its submission", () => {
    const later = { ...POLICY, coverBps: 5_000, settlementBond: 2_000_000n };
    const story = fundedStory().next("PolicySet", { version: 1n, policy: later });
    const terms = { ...TERMS, bond: 2_000_000n, challengeEnd: story.time + 1n + POLICY.challengeWindow };
    story.submit(1n, { policy: { ...later, coverBps: 2_000 }, terms });
    booksOf(story);
  });
});
