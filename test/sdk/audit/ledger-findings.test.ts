import { expect } from "chai";
import type { TimedEvent } from "../../../sdk/src/history/submissions.ts";
import { demanded, ended, expectFound, finalized, read, revealed, settled, voided } from "./ledger-events.ts";
import {
  CLEARING,
  createStory,
  DONOR,
  fundedStory,
  HOUR,
  OPENING,
  POLICY,
  SETTLEMENT,
  type Story,
  TERMS,
} from "./story.ts";

describe("the ledger of an audit", () => {
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
      const story = settled();
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
      expectFound(finalized(settled()), "LIFE-2", /Submission 1 of period 1 was finalized; the period is finalized/);
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
      const story = settled();
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
      const story = settled().credit(3n, 1n);
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
