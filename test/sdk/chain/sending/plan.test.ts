import { expect } from "chai";
import { ChainError, type Hex } from "zke-insurance-fund";
import { allow, type Chain, type ChainNode, planCalls, type Sender } from "zke-insurance-fund/chain";
import { NodeFailure } from "../../../../sdk/src/chain/node-failure.ts";
import { TOKEN } from "../../../../sdk/src/chain/token.ts";

const FROM = `0x${"11".repeat(20)}` as Hex;
const TOKEN_ADDRESS = `0x${"22".repeat(20)}` as Hex;
const FUND = `0x${"33".repeat(20)}` as Hex;
const REVERT = { code: 3, message: "execution reverted" };
/** Error(string) "no" */
const NO = `0x08c379a0${"20".padStart(64, "0")}${"2".padStart(64, "0")}${"6e6f".padEnd(64, "0")}`;

/** A node on which an account has 100 tokens and lets the fund take some; what is refused is set by hand. */
function fakeChain(given: {
  readonly allowed?: bigint;
  readonly refuses?: (to: string, data: string) => unknown;
  readonly inARow?: (calls: readonly { readonly to: string }[]) => unknown;
}) {
  const asked: string[] = [];
  const provider = {
    getBlockNumber: async () => 7,
    estimateGas: async () => 1n,
    async call({ to, data, from }: { to: string; data: string; from?: string }) {
      if (from !== undefined) asked.push(`${to} ${data.slice(0, 10)}`);
      const name = to === TOKEN_ADDRESS ? TOKEN.parseTransaction({ data })?.name : undefined;
      if (name === "balanceOf") return TOKEN.encodeFunctionResult(name, [100n]);
      if (name === "allowance") return TOKEN.encodeFunctionResult(name, [given.allowed ?? 0n]);
      const refusal = given.refuses?.(to, data);
      if (refusal !== undefined) throw refusal;
      return "0x";
    },
    async send(_: string, [{ blockStateCalls }]: [{ blockStateCalls: { calls: { to: string }[] }[] }]) {
      if (given.inARow === undefined) throw new NodeFailure("refused", "no such method", { code: -32_601 });
      return [{ calls: given.inARow(blockStateCalls[0]!.calls) }];
    },
  };
  const chain = { provider: provider as unknown as ChainNode, chainId: 5n, genesis: "0xg", host: "fake" } as Chain;
  return { chain, asked };
}

const pay = async (sender: Sender) => {
  await sender.send({ id: "pay", to: FUND, data: "0xabcd0001" });
  throw new Error("nothing comes after a planned call");
};

const payAllowed = (chain: Chain) => async (sender: Sender) => {
  await allow(chain.provider, sender, { token: TOKEN_ADDRESS, spender: FUND, amount: 50n });
  return pay(sender);
};

const failureOf = (done: Promise<unknown>) =>
  done.then(
    () => expect.fail("nothing failed"),
    (error: unknown) => error as ChainError,
  );

describe("what an operation would send", () => {
  it("is nothing where it need not send, and then what it came to", async () => {
    const plan = await planCalls(fakeChain({}).chain, FROM, async () => "done before");
    expect(plan).to.deep.equal({ from: FROM, chainId: 5n, calls: [], result: "done before" });
  });

  it("is one call, that was simulated from the address", async () => {
    const { chain, asked } = fakeChain({});
    const { calls } = await planCalls(chain, FROM, pay);
    expect(calls).to.deep.equal([{ to: FUND, data: "0xabcd0001", isShown: true }]);
    expect(asked).to.deep.equal([`${FUND} 0xabcd0001`]);
  });

  it("fails with the chain's refusal", async () => {
    const { chain } = fakeChain({ refuses: () => ({ ...REVERT, data: NO }) });
    const error = await failureOf(planCalls(chain, FROM, pay));
    expect(error).to.be.instanceOf(ChainError);
    expect([error.kind, error.revert?.args[0]]).to.deep.equal(["reverted", "no"]);
  });

  it("has what lets tokens be taken before what takes them, an allowance that stands being taken back first", async () => {
    const { chain } = fakeChain({
      allowed: 1n,
      inARow: (calls) => calls.map(() => ({ status: "0x1", returnData: "0x" })),
    });
    const { calls } = await planCalls(chain, FROM, payAllowed(chain));
    expect(calls.map(({ to, isShown }) => [to, isShown])).to.deep.equal([
      [TOKEN_ADDRESS, true],
      [TOKEN_ADDRESS, true],
      [FUND, true],
    ]);
    expect(calls.slice(0, 2).map(({ data }) => TOKEN.parseTransaction({ data })?.args[1])).to.deep.equal([0n, 50n]);
  });

  it("fails if a call is refused after those before it", async () => {
    const { chain } = fakeChain({
      inARow: (calls) =>
        calls.map(({ to }) => (to === FUND ? { status: "0x0", returnData: NO, error: REVERT } : { status: "0x1" })),
    });
    expect((await failureOf(planCalls(chain, FROM, payAllowed(chain)))).revert?.name).to.equal("Error");
  });

  it("says what could not be shown where the node simulates no calls in a row, and the token alone refuses", async () => {
    const { chain } = fakeChain({
      refuses: (to) => (to === FUND ? { ...REVERT, data: "0x11223344" } : undefined),
    });
    const { calls } = await planCalls(chain, FROM, payAllowed(chain));
    expect(calls.map(({ isShown }) => isShown)).to.deep.equal([true, false]);
  });

  it("believes no broken answer to that question", async () => {
    for (const broken of [null, "0x", [{ status: "0x1" }], [null, null, null]]) {
      const { chain } = fakeChain({ inARow: () => broken });
      const plan = planCalls(chain, FROM, payAllowed(chain));
      if (Array.isArray(broken) && broken.length === 2) await failureOf(plan);
      else expect((await plan).calls.map(({ isShown }) => isShown)).to.deep.equal([true, true]);
    }
  });

  it("takes a row of calls at once", async () => {
    const { chain } = fakeChain({
      refuses: (_, data) => (data === "0xabcd0002" ? { ...REVERT, data: NO } : undefined),
    });
    const row = ["0xabcd0001", "0xabcd0002"].map((data) => ({ id: data, to: FUND, data: data as Hex }));
    const { calls } = await planCalls(chain, FROM, async (sender) => sender.announce?.(row));
    // The second may lack what the first does.
    expect(calls.map(({ data, isShown }) => [data, isShown])).to.deep.equal([
      ["0xabcd0001", true],
      ["0xabcd0002", false],
    ]);
  });

  it("passes on that the node does not answer", async () => {
    const { chain } = fakeChain({ refuses: () => new NodeFailure("timeout", "20 s") });
    expect((await failureOf(planCalls(chain, FROM, pay))).kind).to.equal("node");
  });
});
