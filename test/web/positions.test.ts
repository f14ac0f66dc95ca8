import { expect } from "chai";
import { positionTree, type Settlement, toHex } from "zke-insurance-fund";
import { type BundledPositions, writePositions } from "zke-insurance-fund/bundle";
import { partsOfLoss, rateOf } from "../../web/src/chain/parts-of-loss.ts";
import { pictureOf } from "../../web/src/chain/positions.ts";
import type { Submission } from "../../web/src/chain/submissions.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";

const { document, positions } = await bundleOfCase(vectors.find(({ name }) => name === "random, 16 positions")!);
const { settlement, policy, outcome } = document;

async function bytesOf(list: BundledPositions): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writePositions(list, (bytes) => {
    pieces.push(bytes.slice());
  });
  return new Uint8Array(Buffer.concat(pieces));
}

const pictured = async (list: BundledPositions, header: Settlement = settlement) => {
  const picture = await pictureOf(await bytesOf(list), header, policy);
  if (typeof picture === "string") throw new Error(picture);
  return picture;
};

describe("the picture of a list of positions", () => {
  it("has the cut on its curve, and ends with all profit", async () => {
    const { curve } = await pictured(positions);
    expect(curve[0]).to.deep.equal({ count: 0, part: 0 });
    expect(curve.at(-1)).to.deep.equal({ count: positions.count, part: 1_000_000 });
    const cut = curve.find(({ count }) => BigInt(count) === settlement.headCount);
    expect(cut?.part).to.equal(Number((settlement.headProfit * 1_000_000n) / settlement.totalProfit));
  });

  it("has the largest shares, as the bundle has them", async () => {
    const { largest } = await pictured(positions);
    expect(largest).to.have.length(Math.min(10, Number(settlement.headCount)));
    for (const { rank, share, profit } of largest) {
      expect(share).to.equal(positions.shares.low[rank - 1]);
      expect(profit).to.equal(positions.profits.low[rank - 1]);
    }
  });

  it("is not drawn of a list that is not the one on chain", async () => {
    const low = positions.profits.low.slice();
    low[3] = low[3]! + 1n;
    const changed = await bytesOf({ ...positions, profits: { low } });
    expect(await pictureOf(changed, settlement, policy)).to.equal("wrong");
    const fewer = { ...settlement, positionCount: settlement.positionCount + 1n };
    expect(await pictureOf(await bytesOf(positions), fewer, policy)).to.equal("wrong");
  });

  it("takes only the committed figures: whatever a file says besides counts for nothing", async () => {
    const low = positions.cumulative.low.map((sum) => sum / 2n);
    expect(await pictured({ ...positions, cumulative: { low } })).to.deep.equal(await pictured(positions));
  });

  it("is drawn of a list that breaks the rule, if that is what was committed", async () => {
    const low = positions.cumulative.low.slice();
    low[2] = low[positions.count - 1]! * 2n;
    const broken = { ...positions, cumulative: { low } };
    const positionsRoot = toHex(positionTree(broken).subarray(0, 32));
    const { curve } = await pictured(broken, { ...settlement, positionsRoot });
    for (const { part } of curve) expect(part).to.be.at.most(1_000_000);
  });

  it("is not drawn of what is no list", async () => {
    for (const bytes of [
      new Uint8Array(),
      new TextEncoder().encode("<html>"),
      (await bytesOf(positions)).subarray(0, 900),
    ])
      expect(await pictureOf(bytes, settlement, policy)).to.equal("unreadable");
  });
});

describe("the parts of a loss", () => {
  it("are the contract's figures beside the rule's", () => {
    const terms = { coverage: 7n, shared: outcome.shared, deficit: 1n };
    const submission = { settlement, policy, terms } as unknown as Submission;
    expect(partsOfLoss(submission)).to.deep.equal({
      loss: settlement.loss,
      coverage: 7n,
      quota: outcome.quota,
      shared: outcome.shared,
      toShare: outcome.toShare,
      deficit: 1n,
    });
    expect(rateOf(submission)).to.deep.equal({ part: outcome.shared, whole: settlement.headProfit });
  });
});
