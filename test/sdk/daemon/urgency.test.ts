import { expect } from "chai";
import { gate } from "../../../sdk/src/chain/gate.ts";
import type { LazyMove } from "../../../sdk/src/challenge/moves.ts";
import { urgentMoves } from "../../../sdk/src/daemon/urgency.ts";

const answer = (id: string, urgentFrom: bigint): LazyMove => {
  return { kind: "reveal", id, what: id, serial: 1n, data: async () => "0x", urgentFrom };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a move whose deadline is near", () => {
  it("may cost more and is raised sooner, from its time on and as long as it is under way", async () => {
    const urgent = urgentMoves(7n);
    let end = () => {};
    const made = urgent.during(answer("a", 100n), () => new Promise<void>((resolve) => (end = resolve)));
    urgent.tell(99n);
    expect(urgent.of("a")).to.equal(undefined);
    urgent.tell(100n);
    expect(urgent.of("a")).to.deep.equal({ feeLimit: 7n, bumpAfter: 15_000 });
    expect(urgent.of("b")).to.equal(undefined);
    end();
    await made;
    expect(urgent.of("a")).to.equal(undefined);
    const failed = await urgent.during(answer("c", 0n), () => Promise.reject(new Error("no"))).catch(String);
    expect([failed, urgent.of("c")]).to.deep.equal(["Error: no", undefined]);
  });

  it("is no other move", async () => {
    const urgent = urgentMoves(undefined);
    urgent.tell(10n ** 12n);
    const finalize = { kind: "finalize", id: "f", what: "f", serial: 1n, data: "0x" } as const;
    await urgent.during(finalize, async () => expect(urgent.of("f")).to.equal(undefined));
  });
});

describe("a gate", () => {
  it("lets so many through at once, the others in their order, whatever becomes of them", async () => {
    const inTurn = gate(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3, 4].map((nth) =>
      inTurn(async () => {
        begun.push(nth);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (nth === 1) throw new Error("no");
        return nth;
      }),
    );
    const results = Promise.allSettled(tasks);
    const counts: number[] = [];
    while (ends.length > 0 || begun.length < 5) {
      await turn();
      counts.push(ends.length);
      ends.shift()?.();
      await turn();
    }
    expect(Math.max(...counts)).to.equal(2);
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
    expect((await results).map(({ status }) => status)).to.deep.equal([
      ...["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"],
    ]);
  });
});
