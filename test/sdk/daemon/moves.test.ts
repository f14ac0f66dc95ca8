import { expect } from "chai";
import { chainErrorOf } from "../../../sdk/src/chain/failures.ts";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";
import { isOvertaken } from "../../../sdk/src/daemon/moves.ts";
import { ChainError } from "../../../sdk/src/errors.ts";

/** What a sender throws where the fund refuses. */
const refusal = (name: string, args: readonly unknown[]) =>
  chainErrorOf(Object.assign(new Error("reverted"), { data: FUND_INTERFACE.encodeErrorResult(name, args) }));

const ZERO = `0x${"00".repeat(32)}`;

describe("a move that is refused", () => {
  it("was overtaken, if another has done it or there is nothing left to do", () => {
    for (const [name, args] of [
      ["NotPending", [1n, 3n]],
      ["SettlementMismatch", [1n, ZERO, ZERO]],
      ["DemandedBefore", [1n, 1, 0n]],
      ["NoOpenDemand", [1n, 1, 0n]],
    ] as const) {
      expect(refusal(name, args), name).to.be.instanceOf(ChainError);
      expect(isOvertaken(refusal(name, args)), name).to.equal(true);
    }
  });

  it("has failed for any other reason", () => {
    for (const [name, args] of [
      ["NoFault", []],
      ["DemandTooLate", [1n, 100n]],
      ["AnswerTooLate", [1n, 100n]],
      ["DeadlineNotPassed", [1n, 100n]],
    ] as const) {
      expect(isOvertaken(refusal(name, args)), name).to.equal(false);
    }
    for (const error of [new ChainError("NotPending"), new Error("fetch failed"), undefined, "NotPending"]) {
      expect(isOvertaken(error)).to.equal(false);
    }
  });
});
