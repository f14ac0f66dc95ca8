import { expect } from "chai";
import type { Move } from "../../../sdk/src/challenge/moves.ts";
import { createDispatcher, type DispatchOptions } from "../../../sdk/src/daemon/dispatch.ts";

const move = (id: string): Move => ({ kind: "demand", id, what: id, data: "0x", serial: 1n });
const turn = () => new Promise((resolve) => setImmediate(resolve));

function world(make: DispatchOptions["make"]) {
  const made: string[] = [];
  const failed: string[] = [];
  let now = 0;
  const dispatcher = createDispatcher({
    make: (each) => {
      made.push(each.id);
      return make(each);
    },
    onFailed: ({ id }, error) => failed.push(`${id}: ${(error as Error).message}`),
    most: 3,
    pause: 100,
    longestPause: 350,
    clock: () => now,
  });
  return {
    ...{ dispatcher, made, failed },
    wait(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe("a dispatcher", () => {
  it("makes a move once while it is under way, and until the chain is known up to its block", async () => {
    let end: (block: number) => void = () => {};
    const { dispatcher, made, wait } = world(() => new Promise((resolve) => (end = resolve)));
    dispatcher.start([move("a")], 5);
    await turn();
    dispatcher.start([move("a")], 5);
    wait(30);
    expect(made).to.deep.equal(["a"]);
    expect(dispatcher.busy(5)).to.equal(true);
    expect(dispatcher.waiting()).to.equal(30);
    end(8);
    await turn();
    expect(dispatcher.waiting()).to.equal(0);
    expect(dispatcher.busy(7)).to.equal(true);
    dispatcher.start([move("a")], 7);
    expect(made).to.deep.equal(["a"]);
    expect(dispatcher.busy(8)).to.equal(false);
    // Still wanted after its block: the chain has thrown it out.
    dispatcher.start([move("a")], 8);
    await turn();
    expect(made).to.deep.equal(["a", "a"]);
  });

  it("leaves what failed alone, twice as long each time, up to a limit", async () => {
    const { dispatcher, made, failed, wait } = world(() => Promise.reject(new Error("no")));
    const triesAfter: number[] = [];
    for (let time = 0; time <= 1_200; time += 50) {
      dispatcher.start([move("a")], 1);
      await turn();
      if (made.length > triesAfter.length) triesAfter.push(time);
      wait(50);
    }
    expect(triesAfter).to.deep.equal([0, 100, 300, 650, 1_000]);
    expect(failed[0]).to.equal("a: no");
    expect(dispatcher.busy(0)).to.equal(false);
  });

  it("makes no more at once than it is told, and those given first", async () => {
    const ends: (() => void)[] = [];
    const { dispatcher, made } = world(() => new Promise((resolve) => ends.push(() => resolve(1))));
    const moves = ["a", "b", "c", "d", "e"].map(move);
    dispatcher.start(moves, 0);
    await turn();
    dispatcher.start(moves, 0);
    await turn();
    expect(made).to.deep.equal(["a", "b", "c"]);
    ends[1]!();
    await turn();
    dispatcher.start(moves, 0);
    await turn();
    expect(made).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("goes on with half as many where the node takes no more of the account, and tries more again", async () => {
    const ends: (() => void)[] = [];
    let room = 8;
    let underWay = 0;
    const crowded: string[] = [];
    const failed: string[] = [];
    let now = 0;
    const dispatcher = createDispatcher({
      make: async () => {
        if (underWay >= room) throw new Error("txpool is full");
        underWay++;
        await new Promise<void>((resolve) => ends.push(resolve));
        underWay--;
        return 0;
      },
      onFailed: ({ id }) => failed.push(id),
      isCrowded: (error) => String(error).includes("txpool is full"),
      onCrowded: ({ id }) => crowded.push(id),
      ...{ most: 20, pause: 100, longestPause: 1_000, clock: () => now },
    });
    const moves = Array.from({ length: 40 }, (_, nth) => move(String(nth)));
    const start = async () => {
      dispatcher.start(moves, -1);
      await turn();
      now += 100;
    };
    await start();
    // All twenty were tried at once; the node took eight.
    expect([dispatcher.count(), crowded.length]).to.deep.equal([8, 12]);
    await start();
    expect([dispatcher.count(), crowded.length]).to.deep.equal([8, 12]);
    for (const end of ends.splice(0, 8)) end();
    await turn();
    room = 100;
    await start();
    expect(dispatcher.count()).to.be.within(8, 16);
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await turn();
      await start();
    }
    expect(dispatcher.count()).to.equal(0);
    expect(failed).to.deep.equal([]);
    // Refused moves were not left alone for longer and longer: all are made.
    dispatcher.start(moves, 0);
    await turn();
    expect(dispatcher.count()).to.equal(20);
    room = 0;
  });

  it("prepares for those it starts, and makes none if that fails", async () => {
    const { dispatcher, made, failed } = world(() => new Promise(() => {}));
    dispatcher.start([move("a")], 1);
    await turn();
    const prepared: string[] = [];
    dispatcher.start([move("a"), move("b"), move("c")], 1, async (moves) => {
      prepared.push(...moves.map(({ id }) => id));
      throw new Error("too poor");
    });
    await turn();
    expect(prepared).to.deep.equal(["b", "c"]);
    expect(made).to.deep.equal(["a"]);
    expect(failed).to.deep.equal(["b: too poor", "c: too poor"]);
  });

  it("goes on where a failure cannot even be told", async () => {
    let made = 0;
    const dispatcher = createDispatcher({
      make: async () => {
        made++;
        throw new Error("refused");
      },
      onFailed: () => {
        throw new Error("the disk is full");
      },
      ...{ most: 1, pause: 0, longestPause: 0, clock: () => 0 },
    });
    // An unhandled rejection would fail this run.
    for (let round = 0; round < 2; round++) {
      dispatcher.start([move("a")], 0);
      await turn();
      await turn();
    }
    expect(made).to.equal(2);
  });
});
