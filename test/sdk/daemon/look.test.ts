import { expect } from "chai";
import { headOf } from "../../../sdk/src/daemon/look.ts";
import type { Block } from "../../../sdk/src/follow/source.ts";

const block = (number: number, mark = "a"): Block => ({
  ...{ number, hash: `0x${mark}${number}`, parentHash: `0x${mark}${number - 1}` },
  time: BigInt(number) * (mark === "a" ? 12n : 1_000_000n),
});

describe("the newest block that a daemon takes the time from", () => {
  const source = { block: async (number: number) => (number <= 100 ? block(number) : undefined) };

  it("is what the node told, while it has that", async () => {
    expect(await headOf(source, block(100), 98)).to.deep.equal(block(100));
  });

  for (const [what, number] of [
    ["above", 5_000_000],
    ["below", 50],
  ] as const) {
    it(`is the last that was followed, if a single answer was of another chain, ${what} it`, async () => {
      expect(await headOf(source, block(number, "b"), 98)).to.deep.equal(block(98));
    });
  }
});
