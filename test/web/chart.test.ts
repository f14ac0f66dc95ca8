import { expect } from "chai";
import fc from "fast-check";
import {
  boundOf,
  type ChartPoint,
  groupsOf,
  indexAt,
  pointsIn,
  scaleOf,
  stepsOf,
  ticksAround,
  ticksBetween,
  timeTicks,
} from "../../web/src/chart.ts";

const DAY = 86_400;
const point = (time: number, assets = 1): ChartPoint => ({ time, assets, incoming: 0, outgoing: 0 });
const amount = fc.maxSafeInteger().map((units) => units / 1e6);

describe("the chart's axes", () => {
  it("have round numbers inside of a range, and around it", () => {
    expect(ticksBetween(0, 10, 5)).to.deep.equal([0, 2, 4, 6, 8, 10]);
    expect(ticksBetween(-3, 61, 3)).to.deep.equal([0, 50]);
    expect(ticksAround(1, 9, 4)).to.deep.equal([0, 2, 4, 6, 8, 10]);
    expect(ticksAround(5, 5, 4)).to.deep.equal([5, 10]);
    expect(ticksAround(0, 0, 4)).to.deep.equal([0, 1]);
  });

  it("never leave a figure outside, nor have more ticks than can be read", () =>
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const ticks = ticksAround(low, high, 4);
        const slack = 1e-6 * Math.max(Math.abs(low), Math.abs(high), 1e-9);
        expect(ticks[0]).to.be.at.most(low + slack);
        expect(ticks.at(-1)).to.be.at.least(high - slack);
        expect(ticks.length).to.be.within(2, 8);
      }),
      { seed: 1 },
    ));

  it("have round times: hours, days or months of UTC", () => {
    expect(timeTicks({ from: 100, to: 4 * 3_600 }, 4)).to.deep.equal([3_600, 7_200, 10_800, 14_400]);
    expect(timeTicks({ from: 1, to: 3 * DAY }, 3)).to.deep.equal([DAY, 2 * DAY, 3 * DAY]);
    const months = timeTicks({ from: Date.UTC(2026, 4, 20) / 1_000, to: Date.UTC(2026, 10, 25) / 1_000 }, 8);
    expect(months.map((time) => new Date(time * 1_000).toISOString().slice(0, 10))).to.deep.equal([
      "2026-06-01",
      "2026-07-01",
      "2026-08-01",
      "2026-09-01",
      "2026-10-01",
      "2026-11-01",
    ]);
    expect(timeTicks({ from: 0, to: 60 * 365 * DAY }, 13).length).to.be.within(2, 13);
  });
});

describe("the chart's picture", () => {
  it("goes by steps: a figure stays until the next", () => {
    const x = scaleOf([0, 10], [0, 100]);
    const y = scaleOf([0, 2], [50, 0]);
    expect(stepsOf([point(0, 1), point(5, 2)], x, y, 100)).to.equal("M0.0,25.0H50.0V0.0H100.0");
    expect(stepsOf([], x, y, 100)).to.equal("");
  });

  it("begins with what was there before the range", () => {
    const points = [0, 10, 20, 30].map((time) => point(time));
    const timesIn = (from: number, to: number) => pointsIn(points, { from, to }).map(({ time }) => time);
    expect(timesIn(0, 30)).to.deep.equal([0, 10, 20, 30]);
    expect(timesIn(15, 25)).to.deep.equal([10, 20]);
    expect(timesIn(31, 40)).to.deep.equal([30]);
    expect([indexAt(points, -1), indexAt(points, 19), indexAt(points, 99)]).to.deep.equal([0, 1, 3]);
  });

  it("does not let one amount dwarf all others", () => {
    const usual = Array.from({ length: 99 }, (_, at) => at + 1);
    expect(boundOf([...usual, 5_000_000])).to.be.below(200);
    expect(boundOf(usual)).to.equal(99);
    expect(boundOf([7])).to.equal(7);
    expect(boundOf([])).to.equal(0);
  });

  it("adds bars up by longer spans that end with the range, and loses nothing of it", () => {
    const point = (day: number, incoming: number, outgoing: number) => ({
      time: day * DAY,
      assets: 0,
      incoming,
      outgoing,
    });
    const points = [point(0, 1, 0), point(2, 2, 5), point(3, 4, 0), point(9, 8, 1)];
    const groups = groupsOf(points, 7 * DAY, { from: 0, to: 10 * DAY });
    expect(groups).to.deep.equal([
      { from: -4 * DAY, to: 3 * DAY, incoming: 3, outgoing: 5 },
      { from: 3 * DAY, to: 10 * DAY, incoming: 12, outgoing: 1 },
    ]);
    expect(groupsOf(points, DAY, { from: 2 * DAY, to: 4 * DAY }).map(({ incoming }) => incoming)).to.deep.equal([2, 4]);
  });
});
