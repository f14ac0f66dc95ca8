import { expect } from "chai";
import type { Hex, Liquidation, Position } from "zke-insurance-fund";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import type { Verdict } from "../../../../sdk/src/challenge/judge.ts";
import { demandPlan } from "../../../../sdk/src/challenge/plan.ts";
import { mostDemands } from "../../../../sdk/src/challenge/search.ts";
import { faultOfLiquidation, faultOfLiquidationPair } from "../../../../sdk/src/faults/liquidations.ts";
import { faultOfPosition, faultOfPositionPair } from "../../../../sdk/src/faults/positions.ts";
import type { Submission } from "../../../../sdk/src/history/submissions.ts";
import { SEED } from "../../support/arbitraries.ts";
import { type Forged, forge, type Lies, PICKS, type Played, play, publishedOf, seeded } from "./altered-lists.ts";
import { settled } from "./submissions.ts";

const COUNT = 4096;
const LIES = 200;
// One more than the tree has levels. Half as many on average; more than 11 once in 300 times.
const MOST = 13;
const USUALLY = 11;
const MANY_ROUNDS = 1_000;
const WIDE = 2n ** 200n;

const secretOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
const one = <Leaf>(row: number, lie: Leaf): Lies<Leaf> => new Map([[row, lie]]);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Whether the contract voids for what a verdict would show it: by its own judge, on leaves that its proofs hold. */
function voids({ settlement, policy }: Submission, verdict: Verdict): boolean {
  if (verdict.kind !== "fault") return false;
  const { name, args } = FUND_INTERFACE.parseTransaction({ data: verdict.challenge })!;
  const leaves = (name.endsWith("Pair") ? [args.a, args.b] : [args.leaf]).map((leaf) => leaf.toObject());
  const [a, b = a] = leaves;
  const fault = name.startsWith("challengePosition")
    ? leaves.length === 1
      ? faultOfPosition(a, settlement, policy)
      : faultOfPositionPair(a, b, settlement, policy)
    : leaves.length === 1
      ? faultOfLiquidation(a, settlement)
      : faultOfLiquidationPair(a, b, settlement);
  return fault === verdict.fault;
}

describe("what is hidden in one altered row", function () {
  this.timeout(120_000);
  const period = settled(COUNT, COUNT);
  const { positions, liquidations } = {
    positions: publishedOf(period, "positions", forge(period, "positions", new Map()).submission),
    liquidations: publishedOf(period, "liquidations", forge(period, "liquidations", new Map()).submission),
  };
  const position = (row: number) => positions.at(row) as Position;
  const liquidation = (row: number) => liquidations.at(row) as Liquidation;

  function found(tree: "positions" | "liquidations", forged: Forged, secret = 1): Played {
    const played = play(period, tree, forged, { secret: secretOf(secret) });
    expect(played.end).to.equal("fault");
    expect(voids(forged.submission, played.verdict)).to.equal(true);
    return played;
  }

  /** Each kind of lie in one row, by the row. */
  const LIES_IN_ROW: Record<string, ["positions" | "liquidations", (row: number) => Partial<Position & Liquidation>]> =
    {
      "one unit in a running sum": [
        "positions",
        (row) => ({ cumulativeProfit: position(row).cumulativeProfit + (row % 2 === 0 ? 1n : -1n) }),
      ],
      "a profit of 200 bits": ["positions", () => ({ profit: WIDE })],
      "one unit in a running loss": [
        "liquidations",
        (row) => ({ cumulativeLoss: liquidation(row).cumulativeLoss - 1n }),
      ],
      "side 2": ["liquidations", () => ({ side: 2n })],
      "a value of 2^128": ["liquidations", () => ({ takeoverValue: 2n ** 128n })],
      "a quantity of 0": ["liquidations", () => ({ quantity: 0n })],
      "a time after the period": ["liquidations", () => ({ time: period.settlement.endTime })],
      "the key of another": ["positions", (row) => ({ key: position((row + 1_000) % COUNT).key })],
    };

  for (const [name, [tree, lie]] of Object.entries(LIES_IN_ROW)) {
    it(`is found, ${LIES} of ${LIES} times, by at most ${MOST} demands, and hardly ever by more than ${USUALLY}: ${name}`, () => {
      const draw = seeded(SEED);
      const counts = range(0, LIES).map((number) => {
        const row = draw(COUNT);
        return found(tree, forge(period, tree, one(row, lie(row))), number).demands.length;
      });
      expect(Math.max(...counts)).to.be.at.most(MOST);
      expect(counts.filter((count) => count > USUALLY).length).to.be.at.most(3);
      expect(counts.reduce((sum, count) => sum + count) / LIES).to.be.below(7.5);
    });
  }

  it(`is found by at most ${USUALLY} demands, ${LIES} of ${LIES} times in this draw: one unit in a running sum`, () => {
    const draw = seeded(SEED + 1);
    for (const number of range(0, LIES)) {
      const row = draw(COUNT);
      const lie = { cumulativeProfit: position(row).cumulativeProfit + 1n };
      expect(found("positions", forge(period, "positions", one(row, lie)), number).demands.length).to.be.at.most(
        USUALLY,
      );
    }
  });

  it("was not found by what is demanded of a withheld list", () => {
    const draw = seeded(SEED);
    const missed = range(0, LIES).filter((number) => {
      const row = draw(COUNT);
      const { submission } = forge(period, "positions", one(row, { profit: WIDE }));
      const plan = demandPlan(submission.settlement, "positions", { ...PICKS, secret: secretOf(number) });
      return !plan.some(({ index }) => Number(index) === row);
    });
    expect(missed.length).to.be.at.least(LIES - 2);
  });

  it("is found at both ends, and in lists of any length", () => {
    for (const count of [1, 2, 3, 5, 11, 64, 100, 1000, 1023]) {
      const list = settled(count, count);
      for (const row of new Set([0, 1, count - 2, count - 1, count >> 1].filter((each) => each >= 0 && each < count))) {
        for (const [tree, lie] of [
          ["positions", { profit: WIDE }],
          ["liquidations", { side: 2n }],
        ] as const) {
          const forged = forge(list, tree, one(row, lie));
          const played = play(list, tree, forged);
          expect(played.end, `${tree} ${row} of ${count}`).to.equal("fault");
          expect(voids(forged.submission, played.verdict)).to.equal(true);
          expect(played.demands.length).to.be.at.most(Math.ceil(Math.log2(count)) + 1);
        }
      }
    }
  });

  it("is found by no more demands than the tree has levels, and one, whoever knows how they are chosen", () => {
    const most = Math.ceil(Math.log2(COUNT)) + 1;
    for (const row of [0, 2047, 2048, 4095, 2730, 1365]) {
      for (const secret of range(0, 20)) {
        const { demands } = found("liquidations", forge(period, "liquidations", one(row, { side: 2n })), secret);
        expect(demands.length).to.be.at.most(most);
      }
    }
  });

  it("is found though several rows are altered: apart, side by side, and where two are exchanged", () => {
    const draw = seeded(SEED);
    for (const number of range(0, 40)) {
      const apart = new Map(
        range(0, 5).map(() => {
          const row = draw(COUNT);
          return [row, { cumulativeProfit: position(row).cumulativeProfit + 1n }];
        }),
      );
      expect(found("positions", forge(period, "positions", apart), number).demands.length).to.be.at.most(15);
      const row = draw(COUNT - 1);
      const [first, second] = [position(row), position(row + 1)];
      const exchanged: Lies<Partial<Position>> = new Map([
        [
          row,
          {
            key: second.key,
            profit: second.profit,
            cumulativeProfit: first.cumulativeProfit - first.profit + second.profit,
          },
        ],
        [row + 1, { key: first.key, profit: first.profit }],
      ]);
      const { verdict, demands } = found("positions", forge(period, "positions", exchanged), number);
      expect(verdict).to.have.property("fault").that.is.oneOf(["PositionOrder", "PositionSum"]);
      expect(demands.length).to.be.at.most(15);
    }
  });

  it("is found at an end of a run of rows whose running totals are all shifted", () => {
    const draw = seeded(SEED);
    for (const number of range(0, 60)) {
      const [from = 0, to = 0] = [draw(COUNT), draw(COUNT)].sort((a, b) => a - b);
      const sums = range(from, to + 1).map((row): [number, Partial<Position>] => [
        row,
        { cumulativeProfit: position(row).cumulativeProfit - 1n },
      ]);
      const { demands } = found("positions", forge(period, "positions", new Map(sums)), number);
      expect(demands.length, `${from} to ${to}`).to.be.at.most(mostDemands(COUNT, MANY_ROUNDS));
      const losses = range(from, to + 1).map((row): [number, Partial<Liquidation>] => [
        row,
        { cumulativeLoss: liquidation(row).cumulativeLoss - 1n },
      ]);
      found("liquidations", forge(period, "liquidations", new Map(losses)), number);
    }
  });

  it("is found behind rows that were altered to lead away from it, as far as the search goes", () => {
    // Their keys are other than published, and break nothing.
    const decoys = range(0, 3).map((nth): [number, Partial<Position>] => [
      100 + 900 * nth,
      { key: secretOf(0xffff_0000 + nth) },
    ]);
    const lie: [number, Partial<Position>] = [3_333, { profit: WIDE }];
    const played = range(0, 20).map((number) =>
      found("positions", forge(period, "positions", new Map([...decoys, lie])), number),
    );
    expect(Math.max(...played.map(({ demands }) => demands.length))).to.be.at.most(mostDemands(COUNT, MANY_ROUNDS));
  });

  it("is found in time though each answer takes as long as it may: more is demanded at once", () => {
    for (const rounds of [3, 5, 7, 13]) {
      const draw = seeded(SEED + rounds);
      for (const number of range(0, 30)) {
        const row = draw(COUNT);
        const forged = forge(period, "liquidations", one(row, { side: 2n }));
        const played = play(period, "liquidations", forged, {
          secret: secretOf(number),
          rounds: (played) => rounds - played,
        });
        expect(played.end, `${rounds} rounds`).to.equal("fault");
        expect(played.rounds).to.be.at.most(rounds);
      }
    }
  });

  it("ends where every row is known and none breaks the rule: the published list is wrong, the committed one right", () => {
    const forged = forge(period, "positions", one(777, { key: secretOf(0xffff_ffff) }));
    const { end, demands } = play(period, "positions", forged);
    expect(end).to.equal("known");
    expect(demands.length).to.be.at.most(Math.ceil(Math.log2(COUNT)) + 1);
  });

  it("takes a list that has nothing to do with the committed one for none, and demands as of none", () => {
    const other = new Map(range(0, COUNT).map((row) => [row, { key: secretOf(0xffff_0000 + row) }]));
    const { end, demands } = play(period, "positions", forge(period, "positions", other));
    expect(end).to.equal("other");
    expect(demands.length).to.be.at.most(4);
  });

  it("spends no more than its share on rows that lead nowhere, and then demands as of a withheld list", () => {
    const decoys = new Map(range(0, COUNT / 2).map((nth) => [2 * nth, { key: secretOf(0xffff_0000 + nth) }]));
    const forged = forge(period, "positions", decoys);
    const { end, demands } = play(period, "positions", forged);
    expect(end).to.equal("spent");
    const plan = demandPlan(forged.submission.settlement, "positions", PICKS).length;
    expect(demands.length).to.be.within(mostDemands(COUNT, MANY_ROUNDS), mostDemands(COUNT, MANY_ROUNDS) + plan);
  });

  it("believes no answer whose proof does not lead to the committed root", () => {
    const forged = forge(period, "positions", one(777, { profit: WIDE }));
    const elsewhere = forge(period, "positions", one(900, { profit: WIDE }));
    // As if what was published there were what is committed.
    forged.submission.shown.push(elsewhere.show(777), { ...elsewhere.show(1), proof: [] } as never);
    expect(found("positions", forged).demands.length).to.be.above(1);
  });
});
