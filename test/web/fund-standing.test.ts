import { expect } from "chai";
import type { FundOverview } from "zke-insurance-fund/chain";
import { standingOf } from "../../web/src/fund-standing.ts";

const overview = (given: Partial<FundOverview>) =>
  ({ assets: 5n, reserved: 2n, solvency: 0n, paused: false, closed: false, ...given }) as FundOverview;

describe("what a switch says of a fund", () => {
  it("is whether its tokens are there, and that first", () => {
    expect(standingOf(overview({}))).to.deep.equal({ is: "whole", assets: 5n, reserved: 2n, missing: 0n });
    expect(standingOf(overview({ solvency: -1n, paused: true }))).to.include({ is: "short", missing: 1n });
    expect(standingOf(overview({ paused: true })).is).to.equal("stopped");
    expect(standingOf(overview({ closed: true })).is).to.equal("stopped");
    expect(standingOf(overview({ solvency: 3n })).missing).to.equal(0n);
    expect(standingOf(undefined)).to.deep.equal({ is: "unknown" });
  });
});
