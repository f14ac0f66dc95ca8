import { expect } from "chai";
import { type HistoryState, NO_HISTORY } from "../../web/src/chain/history-state.ts";
import { freshnessOf, type LiveState } from "../../web/src/chain/live.ts";
import { verdictOf } from "../../web/src/chain/verdict.ts";

const NOW = 10_000;
const policy = { coverBps: 2_000, headBps: 9_000, basis: "head", maxCoverageBps: 1_000 };
const figures = {
  block: 8n,
  time: 500n,
  token: `0x${"0a".repeat(20)}`,
  paused: false,
  closed: false,
  assets: 169_506_413n,
  reserved: 1_300_090n,
  available: 168_206_323n,
  liabilities: 2_590_661n,
  solvency: 5n,
  pendingCount: 1n,
  submissions: 99n,
  policy,
};

/** What is known, by default of a fund that is well. */
function verdict(overview: object = {}, history: Partial<HistoryState> = {}, live: object = {}) {
  const state = {
    overview: { ...figures, ...overview },
    balance: 172_097_079n,
    answeredAt: NOW,
    readAt: NOW,
    ...live,
  } as unknown as LiveState;
  return verdictOf(state, { ...NO_HISTORY, isComplete: true, ...history }, freshnessOf(state, NOW));
}

describe("the verdict", () => {
  it("is being read while nothing is known, with no figure", () => {
    expect(verdictOf({}, NO_HISTORY, "connecting")).to.deep.equal({
      money: { state: "reading" },
      history: { state: "reading", missing: [], undated: [] },
      nextLoss: { state: "reading" },
    });
  });

  it("calls a past complete by the counts that it was held to, not by those of a newer block", () => {
    const counted = { block: 5n, submissions: 98n, pendingCount: 0n } as HistoryState["counted"] & object;
    expect(verdict({}, { counted }).history).to.deep.include({ state: "good", submissions: 98n, pending: 0n });
  });

  it("is good where the token holds what is owed, all of the past is known, and something would be paid", () => {
    const { money, history, nextLoss, block, time } = verdict();
    expect({ block, time }).to.deep.equal({ block: 8n, time: 500n });
    expect(money).to.deep.equal({
      state: "good",
      token: figures.token,
      balance: 172_097_079n,
      owed: 172_097_074n,
      surplus: 5n,
    });
    expect(history).to.deep.equal({ state: "good", missing: [], undated: [], submissions: 99n, pending: 1n });
    // A tenth of the assets, less what is reserved; and five times that.
    expect(nextLoss).to.deep.equal({
      state: "good",
      payable: 15_650_551n,
      limit: "brake",
      fullLoss: 78_252_755n,
      maxCoverageBps: 1_000,
      coverBps: 2_000,
    });
  });

  it("is wrong about the money where tokens are missing, or the contract says another difference than its token", () => {
    const missing = verdict({ solvency: -7n }, {}, { balance: 172_097_067n });
    expect(missing.money).to.include({ state: "wrong", surplus: -7n }).and.not.have.property("told");
    expect(missing.nextLoss).to.include({ state: "wrong", payable: 0n, limit: "insolvent", fullLoss: 0n });
    const differs = verdict({ solvency: 0n });
    expect(differs.money).to.include({ state: "wrong", surplus: 5n, told: 0n });
    expect(verdict({}, {}, { balance: undefined }).money).to.include({ state: "reading", owed: 172_097_074n });
  });

  it("tells which limit the next loss meets, and waits where nothing is paid now", () => {
    const loose = { ...policy, maxCoverageBps: 10_000 };
    expect(verdict({ policy: loose }).nextLoss).to.include({ limit: "assets", payable: figures.available });
    expect(verdict({ reserved: 20_000_000n, available: 149_506_413n }).nextLoss).to.include({
      state: "waiting",
      limit: "brake",
      payable: 0n,
    });
    for (const stop of ["paused", "closed"]) {
      const { nextLoss } = verdict({ [stop]: true });
      expect(nextLoss).to.include({ state: "waiting", limit: stop, payable: 0n });
    }
    expect(verdict({ policy: { ...policy, coverBps: 0 } }).nextLoss).not.to.have.property("fullLoss");
    expect(verdict({ assets: 0n, reserved: 0n, available: 0n }).nextLoss).to.include({
      state: "waiting",
      limit: "assets",
    });
  });

  it("is wrong about the past where something is missing, and never for what was only not read", () => {
    const missing = [{ code: "leftOutSubmission", args: { serial: 2n, count: 3n } }];
    const incomplete = { kind: "incomplete", detail: "" } as const;
    expect(verdict({}, { isComplete: false, missing, failure: incomplete }).history).to.include({
      state: "wrong",
      missing,
    });
    const failure = { kind: "timeout", detail: "" } as const;
    expect(verdict({}, { isComplete: false, part: 0.4 }).history).to.include({ state: "reading", part: 0.4 });
    expect(verdict({}, { isComplete: false, failure }).history.state).to.equal("reading");
    expect(verdict({}, { failure }).history.state).to.equal("old");
    expect(verdict({}, { undated: [{ kind: "donated", amount: 5n }] }).history.state).to.equal("waiting");
  });

  it("is old where the node does not answer any more; what was wrong stays wrong", () => {
    const gone = { failure: { kind: "unreachable", detail: "" } };
    const { money, history, nextLoss } = verdict({}, {}, gone);
    expect([money.state, history.state, nextLoss.state]).to.deep.equal(["old", "old", "old"]);
    expect(money.balance).to.equal(172_097_079n);
    expect(verdict({ solvency: -7n }, {}, { ...gone, balance: 172_097_067n }).money.state).to.equal("wrong");
  });
});
