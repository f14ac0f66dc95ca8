import { expect } from "chai";
import { AbiCoder, makeError } from "ethers";
import { ChainError, InputError } from "zke-insurance-fund";
import { type ChainReader, FUND_INTERFACE, openFund } from "zke-insurance-fund/chain";

const FUND = `0x${"11".repeat(20)}`;
const TOKEN = `0x${"22".repeat(20)}`;
const coder = AbiCoder.defaultAbiCoder();

/** A node that knows a fund and its token; what `decimals` answers is set by hand. */
function nodeWith(decimals: () => Promise<string>) {
  const asked: string[] = [];
  const call = async ({ to, data }: { to: string; data: string }) => {
    if (to === TOKEN) {
      asked.push("decimals");
      return decimals();
    }
    const name = FUND_INTERFACE.parseTransaction({ data })!.name;
    asked.push(name);
    return name === "token" ? coder.encode(["address"], [TOKEN]) : coder.encode(["bytes32"], [`0x${"33".repeat(32)}`]);
  };
  return { reader: { call } as unknown as ChainReader, asked };
}

const encoded = (decimals: number) => coder.encode(["uint8"], [decimals]);
const refusal = (task: Promise<unknown>) =>
  task.then(
    () => expect.fail("it was answered"),
    (error: Error) => error,
  );

describe("a fund", () => {
  it("asks its token for the decimals once", async () => {
    const { reader, asked } = nodeWith(async () => encoded(18));
    const fund = await openFund(reader, FUND);
    expect([await fund.decimals(), await fund.decimals(), await fund.decimals()]).to.deep.equal([18, 18, 18]);
    expect(asked).to.deep.equal(["token", "decimals"]);
  });

  it("asks again what a node failed to answer", async () => {
    let failures = 1;
    const { reader } = nodeWith(async () => {
      if (failures-- > 0) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      return encoded(6);
    });
    const fund = await openFund(reader, FUND);
    expect((await refusal(fund.decimals())).message).to.include("could not be reached");
    expect(await fund.decimals()).to.equal(6);
  });

  it("has a token of 0 to 18 decimals, which says so", async () => {
    const decimalsOf = async (answer: () => Promise<string>) =>
      (await openFund(nodeWith(answer).reader, FUND)).decimals();
    for (const decimals of [0, 6, 18]) expect(await decimalsOf(async () => encoded(decimals))).to.equal(decimals);
    for (const decimals of [19, 255]) {
      expect((await refusal(decimalsOf(async () => encoded(decimals)))).message).to.include(`has ${decimals} decimals`);
    }
    const revert = makeError("missing revert data", "CALL_EXCEPTION", {
      info: { error: { code: 3, message: "execution reverted" } },
    } as never);
    const busy = makeError("missing revert data", "CALL_EXCEPTION", {
      info: { error: { code: -32_005, message: "rate limit exceeded" } },
    } as never);
    const silent = [async () => "0x", () => Promise.reject(revert)];
    for (const answer of silent) {
      const failure = await refusal(decimalsOf(answer));
      expect(failure).to.be.instanceOf(ChainError);
      expect(failure.message).to.equal(`The token at ${TOKEN} does not say its decimals.`);
    }
    expect((await refusal(decimalsOf(() => Promise.reject(busy)))).message).not.to.include("does not say");
  });

  it("is none, and its token none, where an answer cannot be theirs", async () => {
    const word = (value: bigint) => coder.encode(["uint256"], [value]);
    const absent = async (task: Promise<unknown>, words: string) => {
      const failure = await refusal(task);
      expect(failure).to.be.instanceOf(ChainError);
      expect([(failure as ChainError).kind, failure.message]).to.deep.equal(["absent", words]);
    };
    const answering = (answers: Record<string, string>) => {
      const call = async ({ to, data }: { to: string; data: string }) =>
        to === TOKEN ? answers.decimals : answers[FUND_INTERFACE.parseTransaction({ data })!.name];
      return { call } as unknown as ChainReader;
    };
    const token = coder.encode(["address"], [TOKEN]);
    const noFund = `There is no fund at ${FUND} on this chain; check the fund's address and the chain's.`;
    for (const answer of ["0x", "0x12", word(2n ** 160n), word(2n ** 256n - 1n)]) {
      await absent(openFund(answering({ token: answer }), FUND), noFund);
    }
    // Of a record, the operator is the fourth word.
    const record = (operator: bigint) =>
      `0x${[1n, 2n, 3n, operator, ...Array(13).fill(1n)].map((each) => word(each).slice(2)).join("")}`;
    const whole = await openFund(answering({ token, record: record(5n) }), FUND);
    expect((await whole.record(1n)).operator).to.equal(`0x${"5".padStart(40, "0")}`);
    const broken = await openFund(answering({ token, record: record(2n ** 160n) }), FUND);
    await absent(broken.record(1n), noFund);
    for (const decimals of ["0x", "0x12"]) {
      const fund = await openFund(answering({ token, decimals }), FUND);
      await absent(fund.decimals(), `The token at ${TOKEN} does not say its decimals.`);
    }
  });

  it("is at an address", async () => {
    expect(await refusal(openFund(nodeWith(async () => "0x").reader, "0x12"))).to.be.instanceOf(InputError);
  });
});
