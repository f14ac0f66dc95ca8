import { expect } from "chai";
import fc from "fast-check";
import type { Hex } from "zke-insurance-fund";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import type { Verdict } from "../../../../sdk/src/challenge/judge.ts";
import type { Move } from "../../../../sdk/src/challenge/moves.ts";
import { demandPlan } from "../../../../sdk/src/challenge/plan.ts";
import { watchMoves } from "../../../../sdk/src/daemon/watch/decide.ts";
import type { LeafPlace, Submission } from "../../../../sdk/src/history/submissions.ts";
import { check, SEED } from "../../support/arbitraries.ts";
import { demandLeaf, OTHER, settled, shownOf, submissionOf, WATCHER } from "./submissions.ts";

const PICKS = { random: 0, secret: `0x${"07".repeat(32)}` as Hex };
const WITHHELD: Verdict = { kind: "withheld", trees: ["positions", "liquidations"], reasons: ["gone", "gone"] };
const RIGHT: Verdict = { kind: "right", remarks: [] };

function movesFor(
  submission: Submission,
  verdict: Verdict | undefined,
  now = 1n,
  self: Hex | "nobody" = WATCHER,
): Move[] {
  const submissions = new Map([[submission.serial, submission]]);
  return watchMoves({
    submissions,
    now,
    self: self === "nobody" ? undefined : self,
    verdictOf: () => verdict,
    picks: PICKS,
  });
}

const kinds = (moves: readonly Move[]) => moves.map(({ kind }) => kind);

describe("what a watcher does next", () => {
  const period = settled(40, 7);

  it("is nothing while the bundle may still come, and nothing when it is right", () => {
    expect(movesFor(submissionOf(period), undefined)).to.deep.equal([]);
    expect(movesFor(submissionOf(period), RIGHT)).to.deep.equal([]);
  });

  it("is the challenge that the bundle has shown, and only that", () => {
    const submission = submissionOf(period);
    demandLeaf(submission, { tree: "positions", index: 3n });
    const [move, ...others] = movesFor(submission, { kind: "fault", fault: "PositionOrder", challenge: "0xabcd" }, 50n);
    expect(others).to.deep.equal([]);
    expect(move).to.deep.include({ kind: "challenge", data: "0xabcd", serial: 1n });
  });

  it("is to demand first, cut and last of both withheld lists, each with a neighbour, inside the window", () => {
    const demanded = (tree: string) =>
      movesFor(submissionOf(period), WITHHELD, 99n)
        .map(({ data }) => FUND_INTERFACE.parseTransaction({ data })!.args)
        .filter((args) => args.tree === (tree === "positions" ? 1n : 0n))
        .map((args) => Number(args.index));
    const cut = Number(period.settlement.headCount) - 1;
    expect(demanded("positions")).to.deep.equal([...new Set([0, 1, cut, cut + 1, 38, 39])].sort((a, b) => a - b));
    expect(demanded("liquidations")).to.deep.equal([0, 1, 5, 6]);
    expect(movesFor(submissionOf(period), WITHHELD, 100n)).to.deep.equal([]);
  });

  it("is not to demand what was demanded before, by anyone, or from a list that is known", () => {
    const submission = submissionOf(period);
    demandLeaf(submission, { tree: "liquidations", index: 0n }, { demander: OTHER });
    demandLeaf(submission, { tree: "liquidations", index: 6n }, { state: "answered" });
    const moves = movesFor(submission, { ...WITHHELD, trees: ["liquidations"] });
    expect(moves.map(({ id }) => id.split(":").slice(-2).join(":"))).to.deep.equal([
      "liquidations:1",
      "liquidations:5",
    ]);
  });

  it("is to void for one silence after its deadline, not at it", () => {
    const submission = submissionOf(period);
    demandLeaf(submission, { tree: "positions", index: 0n }, { deadline: 30n, demander: OTHER });
    demandLeaf(submission, { tree: "positions", index: 1n }, { deadline: 40n });
    expect(kinds(movesFor(submission, RIGHT, 30n))).to.deep.equal([]);
    expect(kinds(movesFor(submission, WITHHELD, 50n))).to.deep.equal(["expire"]);
  });

  it("is to take back its own bonds, and no others, when the submission has come to an end", () => {
    for (const status of ["voided", "cancelled"] as const) {
      const submission = submissionOf(period, { status });
      demandLeaf(submission, { tree: "positions", index: 0n });
      demandLeaf(submission, { tree: "positions", index: 1n }, { demander: OTHER });
      demandLeaf(submission, { tree: "positions", index: 2n }, { state: "reclaimed" });
      const moves = movesFor(submission, RIGHT);
      expect(moves.map(({ id }) => id.split(":").at(-1))).to.deep.equal(["0"]);
      expect(kinds(movesFor(submission, RIGHT, 1n, WATCHER.toLowerCase() as Hex))).to.deep.equal(["reclaim"]);
      expect(movesFor(submission, RIGHT, 1n, "nobody")).to.deep.equal([]);
    }
  });

  it("is first what voids: it does not wait behind bonds that are only taken back", () => {
    const ended = submissionOf(period, { status: "voided" });
    for (let index = 0n; index < 30n; index++) demandLeaf(ended, { tree: "positions", index });
    const [withheld, silent, wrong] = [2n, 3n, 4n].map((serial) => submissionOf(period, { serial }));
    demandLeaf(silent!, { tree: "positions", index: 0n });
    const submissions = new Map([ended, withheld!, silent!, wrong!].map((each) => [each.serial, each]));
    const fault: Verdict = { kind: "fault", fault: "PositionOrder", challenge: "0x" };
    const verdictOf = ({ serial }: Submission) => (serial === 4n ? fault : serial === 2n ? WITHHELD : undefined);
    const moves = watchMoves({ submissions, now: 21n, self: WATCHER, verdictOf, picks: PICKS });
    const order = kinds(moves).filter((kind, index, all) => kind !== all[index - 1]);
    expect(order).to.deep.equal(["challenge", "expire", "demand", "reclaim"]);
  });

  it("is to challenge by leaves that answers have shown, with their proofs", () => {
    const submission = submissionOf(period);
    const wrong = shownOf(period, { tree: "positions", index: 5n });
    submission.shown.push(shownOf(period, { tree: "positions", index: 4n }));
    submission.shown.push({ ...wrong, leaf: { ...wrong.leaf, profit: 10n ** 9n } } as typeof wrong);
    const [move] = movesFor(submission, WITHHELD);
    const { name, args } = FUND_INTERFACE.parseTransaction({ data: move!.data })!;
    expect(name).to.equal("challengePosition");
    expect(args.leaf.index).to.equal(5n);
    expect(args.proof.toArray()).to.deep.equal(wrong.proof);
  });

  it("is never a challenge of an honest settlement, whatever was shown", () => {
    const size = fc.integer({ min: 1, max: 30 });
    check(
      fc.property(size, size, fc.array(fc.nat(), { maxLength: 12 }), (positions, liquidations, picks) => {
        const honest = settled(positions, liquidations);
        const submission = submissionOf(honest);
        for (const pick of picks) {
          const place: LeafPlace =
            pick % 2 === 0
              ? { tree: "positions", index: BigInt(pick % positions) }
              : { tree: "liquidations", index: BigInt(pick % liquidations) };
          submission.shown.push(shownOf(honest, place));
        }
        expect(kinds(movesFor(submission, WITHHELD))).not.to.include("challenge");
      }),
      100,
    );
  });

  it("names the same move by the same id, and another submission's by another", () => {
    const ids = (serial: bigint) => movesFor(submissionOf(period, { serial }), WITHHELD).map(({ id }) => id);
    expect(ids(1n)).to.deep.equal(ids(1n));
    expect(new Set([...ids(1n), ...ids(2n)]).size).to.equal(2 * ids(1n).length);
    const other = submissionOf({ settlement: { ...period.settlement, loss: 1n } });
    expect(movesFor(other, WITHHELD)[0]!.id).not.to.equal(ids(1n)[0]);
  });
});

describe("the leaves to be demanded", () => {
  it("lie in the list, differ, have a neighbour each, and are the same whenever asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 4 }),
        fc.constantFrom("positions" as const, "liquidations" as const),
        (positions, liquidations, random, tree) => {
          const { settlement } = settled(positions, liquidations);
          const picks = { ...PICKS, random };
          const plan = demandPlan(settlement, tree, picks);
          const count = tree === "positions" ? positions : liquidations;
          const indexes = plan.map(({ index }) => Number(index));
          expect(demandPlan(settlement, tree, picks)).to.deep.equal(plan);
          expect(new Set(indexes).size).to.equal(indexes.length);
          for (const index of indexes) {
            expect(index).to.be.within(0, count - 1);
            if (count > 1) expect(indexes.includes(index - 1) || indexes.includes(index + 1)).to.equal(true);
          }
          if (count > 0) expect(indexes).to.include.members([0, count - 1]);
          if (count > 0 && tree === "positions") expect(indexes).to.include(Number(settlement.headCount) - 1);
        },
      ),
      { seed: SEED },
    );
  });

  it("cannot be foreseen without the secret", () => {
    const { settlement } = settled(2_000, 1);
    const plans = [1, 2, 3].map((byte) => {
      const secret = `0x${`0${byte}`.repeat(32)}` as Hex;
      return demandPlan(settlement, "positions", { random: 3, secret }).map(({ index }) => index);
    });
    expect(new Set(plans.map((plan) => plan.join())).size).to.equal(3);
  });
});
