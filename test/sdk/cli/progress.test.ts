import { expect } from "chai";
import { progressText } from "../../../sdk/src/cli/support/progress.ts";

describe("the progress of a command", () => {
  it("has the amount, the rate, and the remaining time where it can be told", () => {
    expect(progressText(500_000, 0.25, 2_000, "rows")).to.equal("500 000 rows, 250 000 rows/s, 6 s left");
    expect(progressText(500_000, undefined, 2_000, "rows")).to.equal("500 000 rows, 250 000 rows/s");
    expect(progressText(12, 0.5, 100, "rows")).to.equal("12 rows, 120 rows/s");
    expect(progressText(0, 0, 5_000, "bytes")).to.equal("0 bytes, 0 bytes/s");
    expect(progressText(1_234_567, 1, 1_000, "bytes")).to.equal("1 234 567 bytes, 1 234 567 bytes/s, 0 s left");
  });
});
