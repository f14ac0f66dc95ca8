import { expect } from "chai";
import { chainErrorOf } from "../../../sdk/src/chain/failures.ts";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";
import { isCrowded, isOvertaken } from "../../../sdk/src/daemon/moves.ts";
import { ChainError } from "../../../sdk/src/errors.ts";
import { SENDING } from "../../../sdk/src/problems/english/sending.ts";
import { failed } from "../../../sdk/src/problems/problem.ts";

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

describe("a transaction that a node refuses", () => {
  const refusedWith = (message: string) => chainErrorOf({ error: { code: -32_000, message } });

  it("was one too many, where the node holds no more of the account or of all", () => {
    for (const message of [
      "txpool is full",
      "account limit exceeded",
      "in-flight transaction limit reached for delegated accounts",
      "gapped-nonce tx from delegated accounts",
      "rejected due to 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc being identified as a spammer",
      "transaction discarded outright due to pool size constraints",
      "pending sub-pool is full",
      "NonceTooFarInFuture, nonce too far in future",
      "nonce too high",
    ]) {
      expect(isCrowded(refusedWith(message)), message).to.equal(true);
      expect(refusedWith(message)).to.be.instanceOf(ChainError);
    }
  });

  it("waits for what another program has under way from the account", () => {
    const unknown = failed(SENDING, "unknownSends", { nonce: 4, account: ZERO }, { kind: "changed" });
    expect([isCrowded(unknown), isOvertaken(unknown)]).to.deep.equal([true, false]);
  });

  it("was refused for good otherwise", () => {
    for (const message of [
      "insufficient funds for gas * price + value: address 0x99 have 0 want 1",
      "max fee per gas less than block base fee: address 0x99, maxFeePerGas: 1, baseFee: 2",
      "exceeds block gas limit",
      "nonce too low",
      "replacement transaction underpriced",
    ]) {
      expect(isCrowded(refusedWith(message)), message).to.equal(false);
    }
    for (const error of [undefined, new Error("txpool is full"), refusal("NoFault", [])]) {
      expect(isCrowded(error)).to.equal(false);
    }
  });
});
