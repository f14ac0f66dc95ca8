import { expect } from "chai";
import type { CheckId, Ledger, Movement } from "../../../sdk/src/entries/audit.ts";
import { createLedger, formatFinding } from "../../../sdk/src/entries/audit.ts";
import type { TimedEvent } from "../../../sdk/src/history/submissions.ts";
import {
  CLEARING,
  createStory,
  DOMAIN,
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
  const ledger = createLedger(DOMAIN);
  const movements: Movement[] = [];
  const findings: string[] = [];
  for (const event of events) {
    const entry = ledger.enter(event);
    movements.push(...entry.movements);
    findings.push(...entry.findings.map((finding) => formatFinding(finding)));
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
    ...{
      period: 1n,
      submission: 1n,
      challenger: WATCHER,
      fault: "PositionZeroProfit" as const,
      coverage: TERMS.coverage,
    },
    ...{ reward: 300_000n, forfeited: 700_000n, ...changes },
  });
const finalized = (story: Story, changes = {}) =>
  story.next("SettlementFinalized", {
    ...{ period: 1n, submission: 1n, clearing: CLEARING, coverage: TERMS.coverage, operator: OPERATOR },
    ...{ bond: TERMS.bond, ...changes },
  });
const demanded = (story: Story, changes = {}) =>
  story.next("Demanded", {
    ...{
      submission: 1n,
      tree: "positions" as const,
      index: 2n,
      period: 1n,
      demander: WATCHER,
      bond: 51n,
      bondFromClaimable: 0n,
    },
    ...{ deadline: story.time + 1n + POLICY.revealWindow, ...changes },
  });
const ended = { period: 1n, submission: 1n, tree: "positions" as const, index: 2n, demander: WATCHER, bond: 51n };

/** What a submission fixes while the fund has nothing but the period's profit. */
const POOR = { pulled: 0n, coverage: 500n, deficit: 19_999_500n, bond: 800_005n };

function createStoryWith(policy: typeof POLICY): Story {
  const story = createStory();
  const set = story.events.find(({ name }) => name === "PolicySet")!;
  story.events[story.events.indexOf(set)] = { ...set, args: { version: 0n, policy } } as TimedEvent;
  return story;
}

const revealed = (changes = {}) => ({
  ...{ period: 1n, submission: 1n, answerer: OPERATOR, forfeited: 51n, proof: [] },
  leaf: { index: 2n, key: SETTLEMENT.positionsRoot, profit: 1n, cumulativeProfit: 1n },
  ...changes,
});

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

  describe("finds", () => {
    const missing = (story: Story, at: number) => {
      story.events.splice(at, 1);
      return story;
    };

    it("missing credits, by the next ones' number or by the time that they name", () => {
      expectFound(
        missing(fundedStory(), 4),
        "LOGS-4",
        /credits of period 1 do not have the numbers.*Expected 0, got 2: 2 too much/,
      );
      const story = createStory().credit(0n, 1n).credit(1n, 2n).credit(2n, 3n);
      const hidden = missing(story, 4);
      // A node that tells other numbers, too, must tell other times.
      (hidden.events[4]!.args as { sequence: bigint }).sequence = 1n;
      expectFound(hidden, "LOGS-4", /Between two credits of period 1 a log is missing/);
    });

    it("a number that was there before, which is no missing log", () =>
      expectFound(
        fundedStory().credit(2n, 1n),
        "BOOKS-3",
        /credits of period 1 do not have.*Expected 3, got 2: 1 too little/,
      ));

    it("a missing log in a settlement's life, by the time that the next one names", () => {
      const story = demanded(fundedStory().submit());
      for (const index of [0n, 1n]) demanded(story, { index });
      expectFound(missing(story, 7), "LOGS-4", /two events of the settlement of period 1 a log is missing/);
      const withoutSubmission = missing(voided(fundedStory().submit()), 6);
      expectFound(withoutSubmission, "LOGS-4", /two events of the settlement of period 1 a log is missing/);
    });

    it("credits that are not their sum, or none", () => {
      const changed = (amount: bigint) => createStory().credits(0n, [5n, 7n], { amount });
      for (const amount of [11n, 13n])
        expectFound(changed(amount), "BOOKS-3", /not the sum of the credits.*Expected 12/);
      expectFound(createStory().credits(0n, [5n], { amount: 6n }), "BOOKS-3", /not the sum of the credits/);
      expectFound(createStory().credits(0n, []), "BOOKS-3", /credited nothing/);
    });

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

    it("a serial number that was skipped, or was there before", () => {
      expectFound(fundedStory().submit(2n), "LOGS-4", /serial number.*Expected 1, got 2/);
      expectFound(voided(fundedStory().submit()).submit(1n), "LIFE-4", /serial number.*Expected 2, got 1/);
    });

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

    it("a reward of half the bond, where the least bond is less", () =>
      expectFound(
        voided(fundedStory().submit(), { reward: 500_000n, forfeited: 500_000n }),
        "BOND-1",
        /not half of the smaller.*Expected 300000, got 500000: 200000 too much/,
      ));

    it("a bond of an answered demand that did not fall to the fund as a whole", () =>
      expectFound(
        demanded(fundedStory().submit()).next("PositionRevealed", revealed({ forfeited: 26n })),
        "BOND-1",
        /not the whole bond.*Expected 51, got 26/,
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
      expectFound(voided(fundedStory().submit(), { fault: "Silence" }), "LIFE-2", /voided for Silence/));

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
      story.next("PositionRevealed", revealed());
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
      ).credit(3n, 1n);
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
