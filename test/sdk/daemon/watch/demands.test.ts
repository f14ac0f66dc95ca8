import { expect } from "chai";
import { demand } from "../../../../sdk/src/challenge/moves.ts";
import { affordable, bondsSince } from "../../../../sdk/src/daemon/watch/demands.ts";
import { demandLeaf, OTHER, settled, submissionOf, WATCHER } from "./submissions.ts";

const PERIOD = settled(12, 4);

describe("the bonds of a watcher's demands", () => {
  it("are paid for the first demands, as far as a sum goes", () => {
    const moves = [0n, 1n, 2n].map((index) => demand(submissionOf(PERIOD), { tree: "positions", index }));
    const within = (sum: bigint) => affordable(moves, () => 5n, sum).length;
    expect([-1n, 0n, 4n, 5n, 14n, 15n, 100n].map(within)).to.deep.equal([0, 0, 0, 1, 2, 3, 3]);
  });

  it("are counted from a time on: its own, open or lost, of whichever submission", () => {
    const [one, two] = [submissionOf(PERIOD), submissionOf(PERIOD, { serial: 2n, status: "finalized" })];
    // An answer takes 10 s at most: the deadline tells when a demand was made.
    demandLeaf(one, { tree: "positions", index: 0n }, { deadline: 30n, bond: 1n });
    demandLeaf(one, { tree: "positions", index: 1n }, { deadline: 31n, bond: 2n });
    demandLeaf(one, { tree: "positions", index: 2n }, { deadline: 40n, bond: 4n, demander: OTHER });
    demandLeaf(one, { tree: "positions", index: 3n }, { deadline: 40n, bond: 8n, state: "expired" });
    demandLeaf(two, { tree: "liquidations", index: 0n }, { deadline: 40n, bond: 16n, state: "answered" });
    const submissions = new Map([one, two].map((submission) => [submission.serial, submission]));
    const lower = WATCHER.toLowerCase() as `0x${string}`;
    expect([19n, 20n, 21n, 30n].map((since) => bondsSince(submissions, lower, since))).to.deep.equal([
      19n,
      18n,
      16n,
      0n,
    ]);
  });
});
