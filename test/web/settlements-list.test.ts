import { expect } from "chai";
import type { Submission } from "../../web/src/chain/submissions.ts";
import { choiceFrom, chosen, type ListChoice, monthOf, PORTION, queryOf } from "../../web/src/settlements-list.ts";

const ALL = choiceFrom(new Map());
const DAY = 86_400n;
const BEGIN = BigInt(Date.UTC(2026, 9, 4) / 1_000);

function submission(serial: bigint, loss: bigint, state?: "finalized" | "voided" | "cancelled"): Submission {
  const settlement = {
    period: serial,
    loss,
    endTime: BEGIN + serial * DAY,
    headProfit: 1_000n * serial,
    totalProfit: 1n,
  };
  const terms = { coverage: 0n, shared: loss, deficit: loss > 500_000n ? 1n : 0n };
  const policy = { coverBps: 0, headBps: 9_000, basis: "head" };
  return { serial, settlement, terms, policy, ending: state && { state } } as unknown as Submission;
}

const some = [
  submission(1n, 10n, "finalized"),
  submission(2n, 100_000_000_000n, "finalized"),
  submission(3n, 0n, "voided"),
  submission(4n, 700_000n, "cancelled"),
  submission(5n, 20n),
];
const serials = (change: Partial<ListChoice>) =>
  chosen(some, { ...ALL, ...change }, 6).map(({ serial }) => Number(serial));

describe("the list of settlements", () => {
  it("is of all submissions, the newest first, unless the visitor chooses", () => {
    expect(serials({})).to.deep.equal([5, 4, 3, 2, 1]);
    expect(serials({ state: "pending" })).to.deep.equal([5]);
    expect(serials({ state: "final" })).to.deep.equal([2, 1]);
    expect(serials({ state: "void" })).to.deep.equal([4, 3]);
    expect(serials({ loss: "some" })).to.deep.equal([5, 4, 2, 1]);
    expect(serials({ loss: "large" })).to.deep.equal([2]);
    expect(serials({ loss: "open" })).to.deep.equal([4, 2]);
    expect(serials({ order: "loss" })).to.deep.equal([2, 4, 5, 1, 3]);
  });

  it("finds a period by its number, and a day or month by its name", () => {
    expect(serials({ find: " 4 " })).to.deep.equal([4]);
    expect(serials({ find: "2026-10-06" })).to.deep.equal([3, 2]);
    expect(serials({ find: "2026-10" })).to.deep.equal([5, 4, 3, 2, 1]);
    expect(serials({ find: "2025" })).to.deep.equal([]);
    expect(monthOf(submission(40n, 0n))).to.equal("2026-11");
  });

  it("stands in the address, where anything may stand", () => {
    const choice: ListChoice = { state: "void", loss: "large", order: "rate", find: "2026-10", shown: 150 };
    expect(choiceFrom(new Map(Object.entries(queryOf(choice))))).to.deep.equal(choice);
    expect(queryOf(ALL)).to.deep.equal({});
    const hostile = new Map([
      ["state", "constructor"],
      ["loss", ""],
      ["order", "__proto__"],
      ["shown", "1e99"],
      ["find", "x".repeat(1_000)],
    ]);
    const { find, ...rest } = choiceFrom(hostile);
    expect(rest).to.deep.equal({ state: "all", loss: "any", order: "newest", shown: PORTION });
    expect(find).to.have.lengthOf(20);
  });
});
