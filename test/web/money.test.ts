import { expect } from "chai";
import fc from "fast-check";
import { blockTimes } from "../../web/src/chain/block-times.ts";
import { bucketSize, bucketsOf, DAY, HOUR, inOf, outOf, spansOf } from "../../web/src/chain/buckets.ts";
import { agreesWith, balanceOf, type Flow, sumsOf } from "../../web/src/chain/flows.ts";
import { widthsOf } from "../../web/src/chain/parts-of-loss.ts";
import { fakeChain } from "./fake-chain.ts";

describe("the spans of time that blocks lie in", () => {
  it("are those of each block's own time, whatever the blocks", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(5_000), { maxLength: 200 }),
        fc.array(fc.nat(400), { minLength: 5_001, maxLength: 5_001 }),
        async (some, steps) => {
          const blocks = some.sort((a, b) => a - b);
          let time = 0n;
          const times = steps.map((step) => {
            time += BigInt(step);
            return time;
          });
          const timeOf = async (block: number) => times[block] as bigint;
          const spans = await spansOf(blocks, 3_600n, timeOf);
          expect(spans).to.deep.equal(blocks.map((block) => (times[block] as bigint) / 3_600n));
        },
      ),
      { seed: 1, numRuns: 50 },
    ));

  it("are found by asking for few blocks", async () => {
    const chain = fakeChain();
    for (let made = 0; made < 20_000; made++) chain.mine();
    const blocks = Array.from({ length: 20_000 }, (_, at) => at);
    const timeOf = blockTimes(chain.reader);
    await spansOf(blocks, DAY, timeOf);
    // 20,000 blocks of 12 seconds: four days, found by halving.
    expect(chain.asked.length).to.be.lessThan(100);
    chain.asked.length = 0;
    await spansOf(blocks, DAY, timeOf);
    expect(chain.asked).to.deep.equal([]);
  });

  it("are hours for some days and days for more", () => {
    expect(bucketSize(0n, 3n * DAY)).to.equal(HOUR);
    expect(bucketSize(0n, 3n * DAY + 1n)).to.equal(DAY);
  });
});

describe("money in and out", () => {
  const flows: Flow[] = [
    { kind: "donated", amount: 100n, block: 1 },
    { kind: "credited", amount: 20n, block: 1 },
    { kind: "covered", amount: 50n, block: 9 },
    { kind: "forfeited", amount: 5n, block: 10 },
    { kind: "writtenOff", amount: 1n, block: 10 },
  ];

  it("is summed up by spans, with the assets at the end of each", async () => {
    const timeOf = async (block: number) => BigInt(block) * DAY + 7n;
    const { size, buckets } = await bucketsOf(flows, timeOf);
    expect(size).to.equal(DAY);
    expect(buckets.map((bucket) => [bucket.start / DAY, inOf(bucket), outOf(bucket), bucket.assets])).to.deep.equal([
      [1n, 120n, 0n, 120n],
      [9n, 0n, 50n, 70n],
      [10n, 5n, 1n, 74n],
    ]);
    expect(buckets.at(-1)?.assets).to.equal(balanceOf(sumsOf(flows)));
    expect(await bucketsOf([], timeOf)).to.deep.equal({ size: HOUR, buckets: [] });
  });

  it("is compared with the contract's totals to the unit", () => {
    const sums = sumsOf(flows);
    expect(agreesWith(sums, { ...sums })).to.equal(true);
    expect(agreesWith(sums, { ...sums, donated: sums.donated + 1n })).to.equal(false);
  });
});

describe("the picture of who bears a loss", () => {
  it("fills its length, and shows what is there at all", () =>
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 128n }), { minLength: 3, maxLength: 3 }), (parts) => {
        const widths = widthsOf(parts, 1_000, 4);
        const sum = widths.reduce((total, width) => total + width, 0);
        expect(sum).to.be.closeTo(parts.some((part) => part > 0n) ? 1_000 : 0, 0.01);
        parts.forEach((part, at) => {
          if (part === 0n) expect(widths[at]).to.equal(0);
          else expect(widths[at]).to.be.at.least(4);
        });
      }),
      { seed: 1 },
    ));
});
