// Events of a life that tests of the ledger tell, and what the ledger makes of them.
import { expect } from "chai";
import type { CheckId, Ledger, Movement } from "../../../sdk/src/entries/audit.ts";
import { createLedger, formatFinding } from "../../../sdk/src/entries/audit.ts";
import type { TimedEvent } from "../../../sdk/src/history/submissions.ts";
import {
  CLEARING,
  createStory,
  DOMAIN,
  fundedStory,
  HOUR,
  OPERATOR,
  POLICY,
  SETTLEMENT,
  type Story,
  TERMS,
  WATCHER,
} from "./story.ts";

export function read(events: readonly TimedEvent[]) {
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
export function booksOf(story: Story): Ledger {
  const { ledger, findings } = read(story.events);
  expect(findings).to.deep.equal([]);
  return ledger;
}

/** What is found in a story in which one thing is wrong. */
export function expectFound(story: Story, id: CheckId, said: RegExp): void {
  const { findings } = read(story.events);
  expect(findings.join("\n")).to.match(new RegExp(`${id} at .*${said.source}`));
}

export const voided = (story: Story, changes = {}) =>
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
export const finalized = (story: Story, changes = {}) =>
  story.next("SettlementFinalized", {
    ...{ period: 1n, submission: 1n, clearing: CLEARING, coverage: TERMS.coverage, operator: OPERATOR },
    ...{ bond: TERMS.bond, ...changes },
  });
export const demanded = (story: Story, changes = {}) =>
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
export const ended = {
  period: 1n,
  submission: 1n,
  tree: "positions" as const,
  index: 2n,
  demander: WATCHER,
  bond: 51n,
};

/** What a submission fixes while the fund has nothing but the period's profit. */
export const POOR = { pulled: 0n, coverage: 500n, deficit: 19_999_500n, bond: 800_005n };

export function createStoryWith(policy: typeof POLICY): Story {
  const story = createStory();
  const set = story.events.find(({ name }) => name === "PolicySet")!;
  story.events[story.events.indexOf(set)] = { ...set, args: { version: 0n, policy } } as TimedEvent;
  return story;
}

export const revealed = (changes = {}) => ({
  ...{ period: 1n, submission: 1n, answerer: OPERATOR, forfeited: 51n, proof: [] },
  leaf: { index: 2n, key: SETTLEMENT.positionsRoot, profit: 1n, cumulativeProfit: 1n },
  ...changes,
});

/** A story with a settlement that is final. */
export const settled = () =>
  finalized(
    fundedStory()
      .submit()
      .wait(24n * HOUR),
  );
