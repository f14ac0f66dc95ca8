import { expect } from "chai";
import { DEFAULT_RULE, type Hex } from "zke-insurance-fund";
import { eventOf, FUND_INTERFACE } from "zke-insurance-fund/chain";
import {
  faultOf,
  openDemands,
  readyAt,
  type Submission,
  submissionsOf,
  type TimedEvent,
} from "../../../../sdk/src/history/submissions.ts";
import { OTHER, settled, shownOf, WATCHER } from "./submissions.ts";

const PERIOD = settled(5, 3);
const POLICY = {
  ...DEFAULT_RULE,
  basisAll: false,
  periodHours: 0,
  maxCoverageBps: 10_000,
  maxLevels: 40,
  settlementBond: 9n,
  bondBps: 1,
  demandBond: 5n,
};
const WINDOWS = { challengeWindow: 100n, revealWindow: 10n };
const TERMS = {
  pulled: 0n,
  coverage: 7n,
  shared: 1n,
  deficit: 0n,
  bond: 9n,
  bondFromClaimable: 0n,
  challengeEnd: 300n,
};

let place = 0;

/** An event as it comes from a node: encoded, and decoded again. */
function event(time: bigint, name: string, ...values: unknown[]): TimedEvent {
  const { topics, data } = FUND_INTERFACE.encodeEventLog(name, values);
  const where = { blockNumber: ++place, blockHash: "0x", transactionHash: "0x", index: 0 };
  return { ...eventOf({ ...where, topics, data } as never)!, time } as TimedEvent;
}

const submitted = (serial: bigint, uri: string | Uint8Array = "file:///x") =>
  event(200n, "SettlementSubmitted", 1n, serial, OTHER, PERIOD.settlement, { ...POLICY, ...WINDOWS }, TERMS, 0n, uri);
const demanded = (serial: bigint, tree: number, index: bigint) =>
  event(210n, "Demanded", 1n, serial, WATCHER, tree, index, 5n, 0n, 220n, 200n);

function only(events: TimedEvent[]): Submission {
  const [submission, ...others] = submissionsOf(events).values();
  expect(others).to.deep.equal([]);
  return submission!;
}

describe("what events come to", () => {
  it("is a pending submission with its header, rule, windows and address", () => {
    const submission = only([submitted(1n)]);
    expect(submission).to.deep.include({
      serial: 1n,
      period: 1n,
      operator: OTHER,
      status: "pending",
    });
    expect(submission.terms.challengeEnd).to.equal(300n);
    expect(submission.settlement).to.deep.equal(PERIOD.settlement);
    expect(submission.policy).to.deep.include({ ...DEFAULT_RULE, revealWindow: 10n, demandBond: 5n });
    expect(submission.dataURI).to.equal("file:///x");
  });

  it("is not stopped by an address that is not text", () => {
    const { topics, data } = FUND_INTERFACE.encodeEventLog("SettlementSubmitted", [
      ...[1n, 1n, OTHER, PERIOD.settlement, { ...POLICY, ...WINDOWS }, TERMS, 0n, "~~"],
    ]);
    const broken = data.replace(/7e7e0/, "ff800");
    expect(broken).not.to.equal(data);
    const where = { blockNumber: 1, blockHash: "0x", transactionHash: "0x", index: 0 };
    const raw = { ...eventOf({ ...where, topics, data: broken } as never)!, time: 1n } as TimedEvent;
    expect(only([raw]).dataURI).to.equal("");
  });

  it("is a demand, its answer with leaf and proof, and the wait for what the answer shows", () => {
    const shown = shownOf(PERIOD, { tree: "positions", index: 2n });
    const events = [submitted(1n), demanded(1n, 1, 2n), demanded(1n, 0, 2n)];
    expect(openDemands(only(events)).map(({ tree, index, deadline }) => [tree, index, deadline])).to.deep.equal([
      ["positions", 2n, 220n],
      ["liquidations", 2n, 220n],
    ]);
    events.push(event(295n, "PositionRevealed", 1n, 1n, OTHER, 5n, 210n, shown.leaf, shown.proof));
    const submission = only(events);
    expect(submission.shown).to.deep.equal([shown]);
    expect(openDemands(submission).map(({ tree }) => tree)).to.deep.equal(["liquidations"]);
    expect(readyAt(submission)).to.equal(305n);
    expect(readyAt(only(events.slice(0, 3)))).to.equal(300n);
  });

  it("is an end: final, voided for a fault, or cancelled, with demands left open or returned", () => {
    const start = [submitted(1n), demanded(1n, 1, 2n), demanded(1n, 1, 3n)];
    const finalized = only([...start, event(1n, "SettlementFinalized", 1n, 1n, OTHER, 7n, OTHER, 9n, 210n)]);
    expect(finalized.status).to.equal("finalized");
    expect(only([...start, event(1n, "SettlementCancelled", 1n, 1n, OTHER, 7n, 4n, 5n, 210n)]).status).to.equal(
      "cancelled",
    );
    const voided = only([
      ...start,
      event(1n, "DemandExpired", 1n, 1n, WATCHER, 1, 2n, 5n, 210n),
      event(1n, "SettlementVoided", 1n, 1n, WATCHER, 1n, 7n, 4n, 5n, 210n),
    ]);
    expect([voided.status, faultOf(voided)]).to.deep.equal(["voided", "Silence"]);
    expect(openDemands(voided).map(({ index }) => index)).to.deep.equal([3n]);
    for (const number of [0n, 99n]) {
      const unknown = only([...start, event(1n, "SettlementVoided", 1n, 1n, WATCHER, number, 7n, 4n, 5n, 210n)]);
      expect([unknown.status, faultOf(unknown)], `fault ${number}`).to.deep.equal(["voided", undefined]);
    }
    const reclaimed = only([...start, event(1n, "DemandReclaimed", 1n, 1, 3n, WATCHER, 5n)]);
    expect(openDemands(reclaimed).map(({ index }) => index)).to.deep.equal([2n]);
  });

  it("keeps submissions of one period apart, and passes over what began before", () => {
    const unknown = event(1n, "DemandExpired", 1n, 9n, WATCHER, 1, 2n, 5n, 210n);
    const all = submissionsOf([unknown, submitted(1n), submitted(2n), demanded(1n, 1, 0n)]);
    expect([...all.keys()]).to.deep.equal([1n, 2n]);
    expect(openDemands(all.get(2n)!)).to.deep.equal([]);
    expect(submissionsOf([event(1n, "Donated", OTHER as Hex, 5n)]).size).to.equal(0);
  });
});
