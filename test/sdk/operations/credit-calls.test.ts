import { expect } from "chai";
import fc from "fast-check";
import { type Hex, InputError } from "zke-insurance-fund";
import { CREDITS_A_CALL, type CreditAsked, FUND_INTERFACE, mostCreditsACall, refOf } from "zke-insurance-fund/chain";
import { assertCreditOrder } from "../../../sdk/src/history/credit-order.ts";
import { creditCalls } from "../../../sdk/src/operations/credit-calls.ts";
import { SEED } from "../support/arbitraries.ts";

const FUND = { address: `0x${"11".repeat(20)}` as Hex };
const creditsOf = (count: number): CreditAsked[] =>
  Array.from({ length: count }, (_, i) => ({ ref: refOf(`liq-${i}`), amount: BigInt(i + 1) }));

describe("calls of credits", () => {
  it("are as large as told, keep the order, and number every credit once", () =>
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 25 }), fc.nat(1_000), (count, perCall, sequence) => {
        const credits = creditsOf(count);
        const calls = creditCalls(FUND, 7n, BigInt(sequence), credits, perCall);
        expect(calls.flatMap((call) => call.credits)).to.deep.equal(credits);
        let next = BigInt(sequence);
        for (const [at, call] of calls.entries()) {
          expect(call.sequence).to.equal(next);
          next += BigInt(call.credits.length);
          expect(call.credits.length).to.equal(at < calls.length - 1 ? perCall : count - at * perCall);
          const { args } = FUND_INTERFACE.parseTransaction({ data: call.data })!;
          expect([args.period, args.sequence]).to.deep.equal([7n, call.sequence]);
          expect(args.credits.toArray().map(String)).to.deep.equal(
            call.credits.map(({ amount, ref }) => `${amount},${ref}`),
          );
        }
      }),
      { seed: SEED, numRuns: 60 },
    ));

  it("are named by fund, period and references, not by sequence or amount", () => {
    const idOf = (sequence: bigint, credits: readonly CreditAsked[], period = 7n) =>
      creditCalls(FUND, period, sequence, credits, 500)[0]!.id;
    const credits = creditsOf(3);
    const id = idOf(0n, credits);
    expect(id).to.match(/^credit 0x1{40} 7 0x[0-9a-f]{64}$/);
    expect(idOf(9n, credits)).to.equal(id);
    expect(
      idOf(
        0n,
        credits.map((asked) => ({ ...asked, amount: 1n })),
      ),
    ).to.equal(id);
    expect(idOf(0n, credits.slice(1))).not.to.equal(id);
    expect(idOf(0n, credits.toReversed())).not.to.equal(id);
    expect(idOf(0n, credits, 8n)).not.to.equal(id);
  });

  it("fit a node's 128 KiB and a quarter of a block, and 2^24 gas", async () => {
    const bytes = (count: number) => (creditCalls(FUND, 1n, 0n, creditsOf(count), count)[0]!.data.length - 2) / 2;
    for (const blockGas of [undefined, 30_000_000n, 60_000_000n, 2n ** 50n]) {
      const most = mostCreditsACall(blockGas);
      expect(most).to.be.within(CREDITS_A_CALL, 2_000);
      expect(bytes(most)).to.be.lessThan(120_001);
    }
    expect(mostCreditsACall(8_000_000n), "a small chain").to.equal(633);
    expect(mostCreditsACall(1n), "never none").to.equal(1);
    // What was measured of 500 is well below what is reckoned with.
    const { default: gas } = await import("../../../snapshots/gas.json", { with: { type: "json" } });
    expect(gas["credit, 500 in a call"]).to.be.lessThan(100_000 + 500 * 3_000);
  });
});

describe("an order of credits", () => {
  const [first, second] = creditsOf(2) as [CreditAsked, CreditAsked];
  const refused = (credits: readonly CreditAsked[]) => {
    try {
      assertCreditOrder({ period: 1n, credits });
    } catch (error) {
      expect((error as Error).name).to.equal("InputError");
      return String(error);
    }
    return expect.fail("it was taken");
  };

  it("is taken with any number of credits, none among them", () => {
    assertCreditOrder({ period: 1n, credits: [] });
    assertCreditOrder({ period: 1n, credits: creditsOf(1_000) });
  });

  it("has no reference twice, however it is spelt; both places are named", () => {
    const upper = first.ref.toUpperCase().replace("0X", "0x") as Hex;
    const place = { file: "c.csv", line: 9 };
    const again = { ref: upper, amount: 5n, name: "liq-0", place };
    expect(refused([{ ...first, place: { file: "c.csv", line: 2 } }, second, again])).to.equal(
      'c.csv:9: column "ref": the same reference as in line 2 (got "liq-0")',
    );
    expect(refused([first, first])).to.equal(`column "ref": the same reference twice (got "${first.ref}")`);
  });

  it("has amounts above zero, and references of 32 bytes", () => {
    for (const amount of [0n, -1n, 2n ** 128n, 5 as unknown as bigint]) {
      expect(refused([{ ...first, amount }])).to.include("a credit's amount is not usable");
    }
    expect(refused([{ ...first, ref: "0x12" }])).to.include("a reference is malformed");
  });
});

describe("a reference", () => {
  it("is 32 bytes of hex as such, or the hash of any other text", () => {
    expect(refOf("liq-1")).to.equal("0xee2a46d79437734004e32823b09cf6cc54ec6d97bbb4f1e62f365339639df2fe");
    expect(refOf(`0x${"AB".repeat(32)}`)).to.equal(`0x${"ab".repeat(32)}`);
    expect(() => refOf("")).to.throw(InputError);
  });
});
