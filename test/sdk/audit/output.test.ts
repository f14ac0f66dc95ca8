import { expect } from "chai";
import fc from "fast-check";
import { createTimeline } from "../../../sdk/src/audit/ledger/timeline.ts";
import { assetsChart, barChart } from "../../../sdk/src/audit/report/charts.ts";
import { csvRow, htmlText, plainText } from "../../../sdk/src/audit/report/text.ts";
import { SEED } from "../support/arbitraries.ts";

const NOTHING = { assets: 0n, reserved: 0n, bonds: 0n, claims: 0n };

describe("text that others wrote", () => {
  it("shows nothing to a terminal that it would act on", () => {
    expect(plainText("a\u001b[2Jb\u202ec\u0085\nd")).to.equal("a\\u001b[2Jb\\u202ec\\u0085\\u000ad");
    expect(plainText("x".repeat(500))).to.equal(`${"x".repeat(400)}...`);
  });

  it("stays text in HTML", () => {
    expect(htmlText(`<script>"'&`)).to.equal("&lt;script&gt;&quot;&#39;&amp;");
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."<>\"'&;\u202e\n\u0000a") }),
        (text) => !/[<>"'\n]/.test(htmlText(text)),
      ),
      { seed: SEED },
    );
  });

  it("stays one field of a CSV row, and is no formula", () => {
    expect(csvRow(["1", 'a "b", c', "=1+1", "-5.25", "line\nbreak"])).to.equal(
      `1,"a ""b"", c",'=1+1,-5.25,line\\u000abreak\n`,
    );
  });
});

describe("a timeline", () => {
  it("keeps a bounded number of points, the last one among them, in the order of time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 300 }), (steps) => {
        const timeline = createTimeline(16);
        let time = 1_700_000_000n;
        for (const [at, step] of steps.entries()) {
          time += BigInt(step);
          timeline.add(time, { ...NOTHING, assets: BigInt(at) });
        }
        const { points } = timeline;
        expect(points.length).to.be.within(1, 16);
        expect(points.at(-1)).to.deep.equal({ ...NOTHING, time, assets: BigInt(steps.length - 1) });
        expect(points.every((point, at) => at === 0 || point.time > (points[at - 1]?.time ?? 0n))).to.equal(true);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it("keeps all that fits", () => {
    const timeline = createTimeline();
    for (const time of [1n, 2n, 2n, 9n]) timeline.add(time, { ...NOTHING, assets: time });
    expect(timeline.points.map(({ time }) => time)).to.deep.equal([1n, 2n, 9n]);
  });
});

describe("a chart", () => {
  const series = [
    { name: "in", style: "one" },
    { name: "out", style: "two" },
  ] as const;
  const bars = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ label: `${at + 1}`, values: [1_000_000n, BigInt(at) * 1_000_000n] }));

  it("has a bar for each value, and says its figures", () => {
    const svg = barChart("Flows", series, bars(3), { layout: "grouped", decimals: 6 });
    expect(svg.match(/<rect/g)).to.have.length(6);
    expect(svg).to.include("<title>Period 3: in 1, out 2</title>");
  });

  it("sums up periods that follow each other, once there are more than can be told apart", () => {
    const svg = barChart("Flows", series, bars(3_000), { layout: "stacked", decimals: 6 });
    expect(svg.match(/<rect/g)?.length).to.be.at.most(240);
    expect(svg).to.include("<title>Period 1 to 25: in 25, out 300</title>");
  });

  it("draws steps, and needs no more than one point", () => {
    const points = [1n, 5n, 9n].map((time) => ({ ...NOTHING, time, assets: time * 1_000_000n }));
    expect(assetsChart(points, 6)).to.match(/class="line one" d="M92.0,[\d.]+H492.0V[\d.]+H892.0V[\d.]+"/);
    expect(assetsChart(points.slice(0, 1), 6)).to.include("<svg");
    expect(assetsChart([], 6)).to.equal("");
  });
});
