import { expect } from "chai";
import { watchHead } from "../../../../sdk/src/daemon/monitoring/head.ts";

const MINUTE = 60_000;

/** A watch of heads, a minute apart. */
function watched() {
  let now = 0;
  const head = watchHead(() => now);
  const see = (number: number) => {
    now += MINUTE;
    return head.see({ number, time: BigInt(now / 1000) });
  };
  return { head, see };
}

describe("the watch of a chain's head", () => {
  it("forgets a head that was far too high, when the chain goes on below it", () => {
    const { head, see } = watched();
    for (const number of [1, 2, 3, 2 ** 50]) see(number);
    for (let number = 4; number < 80; number++) see(number);
    expect(head.isStalled).to.equal(false);
    expect(head.age).to.be.lessThan(2 * MINUTE);
  });

  it("is not misled by a node that is behind one that stands still", () => {
    const { head, see } = watched();
    see(99);
    for (let number = 20; number < 90; number++) {
      see(number);
      see(100);
    }
    expect(head.isStalled).to.equal(true);
  });
});
