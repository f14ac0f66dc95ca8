import { expect } from "chai";
import { type Hex, hashSettlement, InputError } from "zke-insurance-fund";
import {
  createHistoryRecorder,
  type Fund,
  type FundHistory,
  type HistorySubmission,
  holdHistory,
  type PeriodCredits,
  type PeriodRecord,
} from "zke-insurance-fund/chain";
import { CLEARING, DOMAIN, DONOR, fundedStory, OPERATOR, POLICY, SETTLEMENT, TERMS, WATCHER } from "../audit/story.ts";

const FUND: Hex = `0x${"fd".repeat(20)}`;
const CHAIN = 31_337n;
const ADDRESS = { chainId: CHAIN, fund: FUND };

/** Period 1 is final at its second submission; 2 and 3 at their first, and of 3 a leaf was demanded and shown. A donation comes last. */
function world() {
  const story = fundedStory();
  const settled = (period: bigint) => ({ ...SETTLEMENT, period });
  const submit = (serial: bigint, period: bigint) => {
    const challengeEnd = story.time + 1n + POLICY.challengeWindow;
    story.submit(serial, { period, settlement: settled(period), terms: { ...TERMS, pulled: 0n, challengeEnd } });
  };
  const of = (submission: bigint, period: bigint) => ({ period, submission, operator: OPERATOR });
  const { coverage, bond } = TERMS;
  const finalize = (serial: bigint, period: bigint) =>
    story
      .wait(2n * POLICY.challengeWindow)
      .next("SettlementFinalized", { ...of(serial, period), clearing: CLEARING, coverage, bond });
  submit(1n, 1n);
  const voided = { challenger: WATCHER, fault: "PositionSum", reward: 300_000n, forfeited: 700_000n } as const;
  story.next("SettlementVoided", { period: 1n, submission: 1n, coverage, ...voided });
  submit(2n, 1n);
  finalize(2n, 1n);
  submit(3n, 2n);
  finalize(3n, 2n);
  submit(4n, 3n);
  const asked = { period: 3n, submission: 4n } as const;
  const demand = { demander: WATCHER, tree: "positions", index: 0n, bond: 51n, bondFromClaimable: 0n } as const;
  story.next("Demanded", { ...asked, ...demand, deadline: story.time + 1n + POLICY.revealWindow });
  const leaf = { index: 0n, key: `0x${"11".repeat(32)}`, profit: 1n, cumulativeProfit: 1n } as const;
  story.next("PositionRevealed", { ...asked, answerer: OPERATOR, forfeited: 51n, proof: [], leaf });
  const quiet = new Map([[3n, story.time + POLICY.revealWindow]]);
  finalize(4n, 3n);
  story.next("Donated", { from: DONOR, amount: 5n });

  const recorder = createHistoryRecorder();
  for (const event of story.events) recorder.add(event);
  const last = story.events.at(-1);
  const block = { number: 900, hash: `0x${"ab".repeat(32)}` as Hex, time: (last?.time ?? 0n) + 1n };
  const told = recorder.history({ ...ADDRESS, block });
  return { told, quiet };
}

/** What the contract has of a submission that is final. */
function recordOf(submission: HistorySubmission, quietUntil = 0n): PeriodRecord {
  const { settlement, serial, operator, policy, terms, ended } = submission;
  return {
    ...{ status: "finalized", settlementHash: hashSettlement(settlement, DOMAIN), submission: serial, operator },
    ...{ coverage: terms.coverage, bond: terms.bond, endTime: settlement.endTime, challengeEnd: terms.challengeEnd },
    ...{ quietUntil, lastTime: ended?.time ?? 0n, openDemands: 0n, policyVersion: 0n, rule: policy },
    ...{ challengeWindow: policy.challengeWindow, revealWindow: policy.revealWindow },
  };
}

type Views = {
  readonly record: (period: bigint) => PeriodRecord;
  readonly credited: (period: bigint) => PeriodCredits;
  readonly time: bigint;
};

/** What the contract itself says in this world. */
function views({ told, quiet }: ReturnType<typeof world>): Views {
  const latest = new Map(told.submissions.map((each) => [each.period, each]));
  const credits = new Map(told.credits.map((each) => [each.period, each]));
  return {
    record: (period) => recordOf(latest.get(period) as HistorySubmission, quiet.get(period)),
    credited: (period) => credits.get(period) ?? { amount: 0n, count: 0n, lastTime: 0n },
    time: told.block.time,
  };
}

/** Holds a history to a fund that says so; payments are left out, since a node's logs are held by the page's tests. */
function held(told: FundHistory, { record, credited, time }: Views) {
  const provider = {
    getBlock: async () => ({ hash: told.block.hash, timestamp: Number(time) }),
    getLogs: async () => [],
  };
  const contract = { chainId: async () => CHAIN, domain: async () => DOMAIN };
  const answers = {
    record: async (period: bigint) => record(period),
    credited: async (period: bigint) => credited(period),
  };
  const fund = { address: FUND, provider, ...contract, ...answers } as unknown as Fund;
  const counted = { submissions: 4n, nextPeriod: 4n, totals: told.totals };
  return holdHistory(fund, { ...told, payments: [] }, { block: BigInt(told.block.number), ...counted });
}

/** A history whose submission of period 2, the one that is proven, is told otherwise. */
function retold(told: FundHistory, change: (of: HistorySubmission) => Partial<HistorySubmission>): FundHistory {
  const submissions = told.submissions.map((each) => (each.period === 2n ? { ...each, ...change(each) } : each));
  return { ...told, submissions };
}

async function refusal(promise: Promise<unknown>): Promise<InputError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(InputError);
  return error as InputError;
}

describe("a history that is held to the contract", () => {
  it("is proven where a period was submitted once and nothing was shown, and nowhere else", async () => {
    const here = world();
    const { lives, credits } = await held(here.told, views(here));
    expect([...lives.keys()]).to.deep.equal([2n]);
    expect([...credits.keys()]).to.deep.equal([2n]);
    expect(lives.get(2n)?.map(({ name, time }) => [name, time])).to.deep.equal([
      ["SettlementSubmitted", here.told.submissions[2]?.submitted.time],
      ["SettlementFinalized", here.told.submissions[2]?.ended?.time],
    ]);
  });

  it("is of no use where the block that it ends with has another time on chain", async () => {
    const here = world();
    const told = views(here);
    const { code } = await refusal(held(here.told, { ...told, time: told.time + 1n }));
    expect(code).to.equal("historyOtherBlock");
  });

  const LIES: Readonly<Record<string, (of: HistorySubmission) => Partial<HistorySubmission>>> = {
    "another time of submission": ({ submitted }) => ({ submitted: { ...submitted, time: submitted.time + 1n } }),
    "another time of its end": ({ ended }) => ({ ended: ended && { ...ended, time: ended.time + 1n } }),
    "a coverage that was not paid": ({ ended }) => ({
      ended: ended?.state === "finalized" ? { ...ended, coverage: ended.coverage - 1n } : ended,
    }),
    "another time to answer demands": ({ policy }) => ({
      policy: { ...policy, revealWindow: policy.revealWindow + 1n },
    }),
    "another time to challenge": ({ policy }) => ({
      policy: { ...policy, challengeWindow: policy.challengeWindow - 1n },
    }),
    "another bond": ({ terms }) => ({ terms: { ...terms, bond: terms.bond + 1n } }),
    "another operator": () => ({ operator: WATCHER }),
    "another header": ({ settlement }) => ({ settlement: { ...settlement, profit: settlement.profit + 1n } }),
  };
  for (const [name, change] of Object.entries(LIES))
    it(`is of no use where it tells of ${name}`, async () => {
      const here = world();
      const { code, args } = await refusal(held(retold(here.told, change), views(here)));
      expect([code, args]).to.deep.equal(["historyNotOnRecord", { period: 2n, serial: 3n }]);
    });

  it("is of no use where it tells of other credits than the contract counts", async () => {
    const here = world();
    const told = views(here);
    const credited = (period: bigint) => ({ ...told.credited(period), count: 1n });
    expect((await refusal(held(here.told, { ...told, credited }))).code).to.equal("historyNotCredited");
  });
});
