import { expect } from "chai";
import type { CheckId, Ledger, Movement } from "../../../sdk/src/audit/index.ts";
import { createLedger, formatFinding } from "../../../sdk/src/audit/index.ts";
import type { TimedEvent } from "../../../sdk/src/game/state.ts";
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
  type Story,
  TERMS,
  WATCHER,
} from "./story.ts";

function read(events: readonly TimedEvent[]) {
  const ledger = createLedger();
  const movements: Movement[] = [];
  const findings: string[] = [];
  for (const event of events) {
    const entry = ledger.enter(event);
    movements.push(...entry.movements);
    findings.push(...entry.findings.map(formatFinding));
  }
  return { ledger, movements, findings };
}

/** The books of a story in which nothing is wrong. */
function booksOf(story: Story): Ledger {
  const { ledger, findings } = read(story.events);
  expect(findings).to.deep.equal([]);
  return ledger;
}

/** What is found in a story in which one thing is wrong. */
function expectFound(story: Story, id: CheckId, said: RegExp): void {
  const { findings } = read(story.events);
  expect(findings.join("\n")).to.match(new RegExp(`${id} at .*${said.source}`));
}

const voided = (story: Story, changes = {}) =>
  story.next("SettlementVoided", {
    ...{ period: 1n, submission: 1n, challenger: WATCHER, fault: 3n, coverage: TERMS.coverage },
    ...{ reward: 500_000n, forfeited: 500_000n, ...changes },
  });
const finalized = (story: Story, changes = {}) =>
  story.next("SettlementFinalized", {
    ...{ period: 1n, submission: 1n, clearing: CLEARING, coverage: TERMS.coverage, operator: OPERATOR },
    ...{ bond: TERMS.bond, ...changes },
  });
const demanded = (story: Story, changes = {}) =>
  story.next("Demanded", {
    ...{ submission: 1n, tree: 1n, index: 2n, period: 1n, demander: WATCHER, bond: 51n, bondFromClaimable: 0n },
    ...{ deadline: story.time + 1n + POLICY.revealWindow, ...changes },
  });
const ended = { submission: 1n, tree: 1n, index: 2n, demander: WATCHER, bond: 51n };

describe("the ledger of an audit", () => {
  it("follows a settlement's money from the first credit to the last withdrawal", () => {
    const story = finalized(
      fundedStory()
        .submit()
        .wait(24n * HOUR),
    );
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
    expect(periods.get(1n)).to.include({ credited: 500n, count: 2n });
    expect([nextPeriod, openingTime, books.pendingCount]).to.deep.equal([2n, OPENING, 0n]);
  });

  it("tells each movement, and what lies in the vault after it", () => {
    const { movements } = read(fundedStory().submit().events);
    expect(movements.map(({ kind, amount, from, to }) => [kind, amount, from, to])).to.deep.equal([
      ["donation", 50_000_000n, "outside", "assets"],
      ["credit", 300n, "outside", "assets"],
      ["credit", 100n, "outside", "assets"],
      ["pull", 100n, "outside", "assets"],
      ["bond", 1_000_000n, "outside", "bonds"],
    ]);
    expect(movements.at(-1)?.after).to.deep.equal({ assets: 50_000_500n, reserved: 0n, bonds: 1_000_000n, claims: 0n });
  });

  it("holds no more after twenty thousand credits than after one", () => {
    const { ledger } = read(createStory().events);
    const [credit] = createStory().credit(0n, 1n).events.slice(-1);
    let found = 0;
    for (let at = 0; at < 20_000; at++) {
      const args = { ...credit?.args, sequence: BigInt(at) };
      found += ledger.enter({ ...credit, args, blockNumber: 100 + at } as TimedEvent).findings.length;
    }
    expect(found).to.equal(0);
    expect([ledger.periods.size, ledger.books.claimable.size, ledger.submissions.length]).to.deep.equal([1, 0, 0]);
    expect(ledger.books.balances.assets).to.equal(20_000n);
  });

  it("opens a voided period again, and splits its bond", () => {
    const story = voided(fundedStory().submit()).credit(2n, 7n);
    story.submit(2n, {
      terms: { ...TERMS, pulled: 0n, challengeEnd: story.time + 1n + POLICY.challengeWindow },
      settlement: { ...SETTLEMENT, profit: 507n },
    });
    const { books, submissions } = booksOf(story);
    expect(books.balances).to.deep.equal({
      ...{ assets: 50_500_507n, reserved: 20_000_000n, bonds: 1_000_000n, claims: 500_000n },
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
      ...{ period: 1n, submission: 1n, challenger: WATCHER, fault: 1n, coverage: TERMS.coverage },
      ...{ reward: 500_000n, forfeited: 500_000n },
    });
    expect(booksOf(story).books.claimable.get(WATCHER)).to.equal(500_051n);
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

  describe("finds", () => {
    const missing = (story: Story, at: number) => {
      story.events.splice(at, 1);
      return story;
    };

    it("a missing credit, by the next one's number", () =>
      expectFound(
        missing(fundedStory(), 4),
        "BOOKS-3",
        /period 1 does not have the number.*Expected 0, got 1: 1 too much/,
      ));

    it("a log that comes twice, and enters it once", () => {
      const story = fundedStory();
      story.events.push(story.events.at(-1) as TimedEvent);
      expectFound(story, "LOGS-1", /there already/);
      expect(read(story.events).ledger.books.balances.assets).to.equal(50_000_400n);
    });

    it("that the first logs are missing", () =>
      expectFound(missing(fundedStory(), 1), "LOGS-2", /is a ClearingSet, and its deployment writes a PolicySet/));

    it("coverage beyond the rule, and by how much", () => {
      const story = fundedStory();
      const challengeEnd = story.time + 1n + POLICY.challengeWindow;
      story.submit(1n, { terms: { ...TERMS, coverage: 20_000_001n, deficit: -1n, challengeEnd } });
      expectFound(story, "JUDGE-4", /coverage of period 1.*Expected 20000000, got 20000001: 1 too much/);
    });

    it("coverage beyond the brake", () => {
      const policy = { ...POLICY, maxCoverageBps: 1_000 };
      const story = fundedStory().next("PolicySet", { version: 1n, policy });
      story.submit(1n, { policy });
      // A tenth of 50,000,500.
      expectFound(story, "JUDGE-4", /coverage of period 1.*Expected 5000050, got 20000000/);
    });

    it("shares that are not the rule's", () => {
      const story = fundedStory();
      const challengeEnd = story.time + 1n + POLICY.challengeWindow;
      story.submit(1n, { terms: { ...TERMS, shared: 79_999_999n, deficit: 1n, challengeEnd } });
      expectFound(story, "JUDGE-4", /head of period 1.*Expected 80000000, got 79999999: 1 too little/);
    });

    it("a period that is judged by another policy", () =>
      expectFound(
        fundedStory().submit(1n, { policy: { ...POLICY, coverBps: 2_001 } }),
        "POLICY-1",
        /rule of its start/,
      ));

    it("a period that leaves a gap", () => {
      const story = finalized(
        fundedStory()
          .submit()
          .wait(24n * HOUR),
      );
      const settlement = { ...SETTLEMENT, period: 2n, startTime: OPENING + 11n, endTime: OPENING + 20n };
      story.submit(2n, { period: 2n, settlement });
      expectFound(story, "LIFE-1", /Period 2 does not start where the one before ended.*: 1 too much/);
    });

    it("a serial number that was skipped", () => expectFound(fundedStory().submit(2n), "LIFE-4", /Expected 1, got 2/));

    it("a settlement that was finalized before its time, or twice", () => {
      expectFound(finalized(fundedStory().submit()), "LIFE-2", /before its windows had passed/);
      expectFound(
        finalized(
          finalized(
            fundedStory()
              .submit()
              .wait(24n * HOUR),
          ),
        ),
        "LIFE-2",
        /Submission 1 of period 1 was finalized; the period is finalized/,
      );
    });

    it("coverage that went to another account", () =>
      expectFound(
        finalized(
          fundedStory()
            .submit()
            .wait(24n * HOUR),
          { clearing: DONOR },
        ),
        "STATE-1",
        /clearing account/,
      ));

    it("a bond that was not split in halves", () =>
      expectFound(
        voided(fundedStory().submit(), { reward: 600_000n, forfeited: 400_000n }),
        "BOND-1",
        /is not its half/,
      ));

    it("a withdrawal of more than was there", () => {
      const story = finalized(
        fundedStory()
          .submit()
          .wait(24n * HOUR),
      );
      story.next("Withdrawn", { account: CLEARING, to: CLEARING, amount: 20_000_001n });
      expectFound(story, "MONEY-5", /Expected 20000000, got 20000001: 1 too much/);
    });

    it("a demand that expired, and voided nothing", () => {
      const story = demanded(fundedStory().submit())
        .wait(7n * HOUR)
        .next("DemandExpired", ended);
      story.next("Synced", { amount: 1n });
      expectFound(story, "LIFE-2", /expired, and the settlement was not voided/);
    });

    it("silence as a reason where no demand had expired", () =>
      expectFound(voided(fundedStory().submit(), { fault: 1n }), "LIFE-2", /voided for Silence/));

    it("a demand after the window, twice, or beyond the list", () => {
      expectFound(
        demanded(
          fundedStory()
            .submit()
            .wait(25n * HOUR),
        ),
        "LIFE-2",
        /came after the window/,
      );
      expectFound(demanded(demanded(fundedStory().submit())), "LIFE-2", /second demand/);
      expectFound(demanded(fundedStory().submit(), { index: 4n }), "LIFE-2", /beyond the list/);
    });

    it("an entry that was shown and is not the committed one", () => {
      const story = demanded(fundedStory().submit());
      story.next("PositionRevealed", {
        ...{ submission: 1n, index: 2n, answerer: OPERATOR, period: 1n, reward: 25n, forfeited: 26n },
        leaf: { index: 2n, key: SETTLEMENT.positionsRoot, profit: 1n, cumulativeProfit: 1n },
        proof: [],
      });
      expectFound(story, "LIFE-2", /not the committed one/);
    });

    it("a credit to a closed fund, a paused one, or a finalized period", () => {
      expectFound(createStory().next("Closed", {}).credit(0n, 1n), "LIFE-2", /after the fund was closed/);
      expectFound(
        createStory().next("Paused", { account: DONOR }).credit(0n, 1n),
        "LIFE-2",
        /while the fund was paused/,
      );
      const story = finalized(
        fundedStory()
          .submit()
          .wait(24n * HOUR),
      ).credit(2n, 1n);
      expectFound(story, "LIFE-2", /neither open nor voided/);
    });

    it("a write-off below what is reserved, and a migration of other than the assets", () => {
      const story = fundedStory().submit().next("WrittenOff", { amount: 30_000_501n });
      expectFound(story, "MONEY-2", /Expected 30000500, got 30000501/);
      const moved = fundedStory().next("Closed", {}).next("Migrated", { to: DONOR, amount: 1n });
      expectFound(moved, "BOOKS-1", /Expected 50000400, got 1/);
    });
  });
});
