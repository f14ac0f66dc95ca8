// Transactions that are sent by way of a node that fails, lies or lags.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Transaction, Wallet } from "ethers";
import { ChainError } from "zke-insurance-fund";
import {
  approve,
  type Chain,
  connectChain,
  createSender,
  credit,
  FUND_INTERFACE,
  type Fund,
  type Intent,
  memoryStore,
  openFund,
  refOf,
  type SendEvent,
  type Sender,
  type SenderOptions,
} from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type FaultyNode, lagging, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { rpc } from "./devnet.ts";
import { jsonOf, settlerOf } from "./settling.ts";

const SUBMIT = FUND_INTERFACE.getFunction("submit")!.selector;
const GWEI = 1_000_000_000n;
const other = Wallet.createRandom().address as `0x${string}`;
const idle = (id: string): Intent => ({ id, to: other, data: "0x" });
const busy = { error: { code: -32005, message: "rate limit exceeded" } };
const FAST = { interval: 40, timeout: 20_000 };

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => {
      expect(error).to.be.instanceOf(ChainError);
      return error as ChainError;
    },
  );
const until = async (condition: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 400; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect.fail("waited for too long");
};

describeOnAnvil("sending by way of a node that fails", function () {
  this.timeout(120_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let node: FaultyNode;
  let chain: Chain;
  let fund: Fund;
  let events: SendEvent[];

  const senderOf = (more: SenderOptions = {}, part = "operator"): Sender =>
    createSender(chain, new Wallet(anvil.accounts[part]!.privateKey), {
      ...FAST,
      onEvent: (event) => events.push(event),
      ...more,
    });
  const kinds = () => events.map(({ kind }) => kind);
  const head = async () => Number(await rpc(anvil.rpc, "eth_blockNumber"));

  before(async () => {
    anvil = await startAnvilFund();
    node = await startFaultyNode(anvil.rpc);
    chain = await connectChain(node.rpc, { pauses: [20, 40] });
    fund = await openFund(chain.provider, anvil.fund);
  });
  beforeEach(() => {
    events = [];
  });
  afterEach(async () => {
    node.fail();
    await rpc(anvil.rpc, "evm_setAutomine", true);
  });
  after(async () => {
    chain?.provider.destroy();
    await node?.close();
    await anvil?.stop();
  });

  for (const [name, answer] of [
    ["an error that passes", { error: { code: -32000, message: "transaction indexing is in progress" } }],
    ["a rate limit", busy],
    ["a page of HTML", { body: "<html>starting</html>" }],
    ["an empty page", { body: "" }],
    ["null fields", { result: { transactionHash: null, blockNumber: null, blockHash: null, logs: null } }],
    ["nothing that is known", { result: null }],
  ] as const) {
    it(`waits on where a receipt is answered by ${name} for a while`, async () => {
      let answers = 0;
      node.fail(({ method }) => (method === "eth_getTransactionReceipt" && ++answers < 12 ? answer : undefined));
      const receipt = await senderOf().send(idle(`receipt by ${name}`));
      expect(receipt.status).to.equal(1);
      expect(answers).to.be.greaterThan(11);
    });
  }

  it("says that a transaction is on its way, and its hash, when it gives up", async () => {
    for (const method of ["eth_getTransactionReceipt", "eth_getTransactionCount"]) {
      const sender = senderOf({ timeout: 700 });
      let isSent = false;
      node.fail((question) => {
        isSent ||= question.method === "eth_sendRawTransaction";
        return isSent && question.method === method ? busy : undefined;
      });
      const failure = await failureOf(sender.send(idle(`given up ${method}`)));
      expect(failure.kind).to.equal("underway");
      expect(failure.transaction).to.match(/^0x[0-9a-f]{64}$/);
      expect(failure.message).to.include(`Transaction ${failure.transaction} `);
      expect(failure.message).to.include("It is still on its way; run the command again to wait for it.");
      expect(failure.message).to.include("rate limit exceeded");
      node.fail();
      await sender.recover();
      expect((await chain.provider.getTransactionReceipt(failure.transaction!))!.status).to.equal(1);
    }
  });

  it("never says that it was not done while its receipt is late, however late", async () => {
    let until = 0;
    node.fail(({ method }) => (method === "eth_getTransactionReceipt" && ++until < 60 ? { result: null } : undefined));
    const receipt = await senderOf({ interval: 10 }).send(idle("late receipt"));
    expect(receipt.status).to.equal(1);
    expect(until).to.be.greaterThan(59);
  });

  it("proves by the block that used a nonce that another transaction took it", async () => {
    await rpc(anvil.rpc, "evm_setAutomine", false);
    const sender = senderOf({ interval: 20 });
    const sent = failureOf(sender.send(idle("taken")));
    await until(() => kinds().includes("broadcast"));
    const { nonce } = events[0]!;
    const rival = { type: 2, chainId: chain.chainId, nonce, to: other, value: 1n, gasLimit: 21_000n };
    const fees = { maxFeePerGas: 90n * GWEI, maxPriorityFeePerGas: 60n * GWEI };
    const signed = await new Wallet(anvil.accounts.operator!.privateKey).signTransaction({ ...rival, ...fees });
    await rpc(anvil.rpc, "eth_sendRawTransaction", signed);
    await rpc(anvil.rpc, "evm_mine");
    const failure = await sent;
    expect(failure.kind).to.equal("changed");
    expect(failure.message).to.include(
      `Another transaction of the same account took the place of this one (nonce ${nonce}, in block ${await head()}), so it was not done.`,
    );
  });

  for (const [name, error] of [
    ["AlreadyKnown", { code: -32010, message: "AlreadyKnown" }],
    ["already known", { code: -32000, message: "already known" }],
    ["Internal error", { code: -32603, message: "Internal error" }],
    ["OldNonce", { code: -32010, message: "OldNonce, Current nonce: 5, nonce of rejected tx: 4" }],
  ] as const) {
    it(`waits for what a node took, though it answers ${name} and knows no hash`, async () => {
      node.fail(async ({ method }, truth) => {
        if (method === "eth_getTransactionByHash") return { result: null };
        if (method !== "eth_sendRawTransaction") return undefined;
        await truth();
        return { error };
      });
      expect((await senderOf().send(idle(`taken in spite of ${name}`))).status).to.equal(1);
      expect(kinds()).not.to.include("dropped");
    });
  }

  it("hands in again what a node did not take, and says what the node said", async () => {
    let refusals = 0;
    node.fail(({ method }) =>
      method === "eth_sendRawTransaction" && ++refusals < 3
        ? { error: { code: -32603, message: "Internal error" } }
        : undefined,
    );
    const receipt = await senderOf({ bumpAfter: 100 }).send(idle("not taken"));
    expect(receipt.status).to.equal(1);
    expect(events.find(({ kind }) => kind === "unanswered")?.note).to.include("Internal error");
  });

  it("raises the tip at once where a node wants more, and says so", async () => {
    const words = "transaction underpriced: tip needed 7000000000, tip permitted 1000000000";
    const offers: bigint[] = [];
    node.fail(({ method, params }) => {
      if (method !== "eth_sendRawTransaction") return undefined;
      const tip = Transaction.from(params[0] as string).maxPriorityFeePerGas!;
      offers.push(tip);
      return tip < 7n * GWEI ? { error: { code: -32000, message: words } } : undefined;
    });
    const receipt = await senderOf({ bumpAfter: 1e6, tip: GWEI }).send(idle("underpriced"));
    expect(receipt.status).to.equal(1);
    expect(offers.at(-1)).to.equal(7n * GWEI);
    expect(offers.length).to.equal(2);
    expect(events.find(({ kind }) => kind === "raised")?.note).to.equal(words);
  });

  it("says so where a node wants more than may be offered", async () => {
    const words = "transaction underpriced: tip needed 7000000000, tip permitted 1000000000";
    node.fail(({ method }) =>
      method === "eth_sendRawTransaction" ? { error: { code: -32000, message: words } } : undefined,
    );
    const sender = senderOf({ timeout: 600, feeLimit: 5n * GWEI });
    const failure = await failureOf(sender.send(idle("too dear")));
    expect(failure.kind).to.equal("underway");
    expect(events.find(({ kind }) => kind === "waiting")?.note).to.include(words);
    node.fail();
    await sender.recover();
  });

  it("tries again for some blocks where an estimate does not see its own approval yet", async () => {
    const store = memoryStore();
    let lag = 0;
    let isApproved = false;
    const estimates = lagging(
      async () => (await head()) - lag,
      ({ method }) => method === "eth_estimateGas" || method === "eth_call",
    );
    let met = 0;
    node.fail((question, truth) => {
      if (question.method === "eth_sendRawTransaction" && !isApproved) {
        isApproved = true;
        lag = 1;
      }
      if (question.method === "eth_estimateGas" && isApproved && ++met === 4) lag = 0;
      return estimates(question, truth);
    });
    const order = { period: 1n, credits: [{ ref: refOf("after approval"), amount: 5n }] };
    const { credits, approvals } = await credit(fund, senderOf({ store }), order);
    expect(credits[0]!.sent).to.equal(true);
    expect(approvals.length).to.equal(1);
  });

  it("says what a submission fixed as it stands in its own block, though views are a block behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fund-"));
    try {
      const cli = fundOnChain({ ...anvil, rpc: node.rpc }, folder);
      const { lastEndTime: start } = await fund.overview();
      const bundle = await settlerOf(
        anvil,
        cli,
        folder,
      )({
        ...{ period: 1, start: String(start), end: String(start + 86_400n) },
      });
      let isSubmitted = false;
      let late = 0;
      const behind = lagging(async () => (await head()) - 1);
      node.fail((question, truth) => {
        const { method, params } = question;
        isSubmitted ||=
          method === "eth_sendRawTransaction" && Transaction.from(params[0] as string).data.startsWith(SUBMIT);
        return isSubmitted && method === "eth_call" && ++late <= 3 ? behind(question, truth) : undefined;
      });
      const run = await cli.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "0", "--json"]);
      expect(run.code, run.stderr).to.equal(0);
      expect(late).to.be.greaterThan(3);
      const { bond, settlementHash } = await fund.record(1n);
      expect(jsonOf(run)).to.deep.include({ sent: true, status: "pending", bond: String(bond), settlementHash });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("lets one allowance stand for many credits, and takes it back", async () => {
    const sender = senderOf();
    expect((await approve(fund, sender, 100n)).approvals.length).to.equal(1);
    expect((await approve(fund, sender, 100n)).approvals.length).to.equal(0);
    const one = (name: string, amount: bigint, allowance?: bigint) =>
      credit(fund, sender, { period: 2n, credits: [{ ref: refOf(name), amount }] }, { allowance });
    for (const name of ["a", "b", "c"]) expect((await one(name, 30n)).approvals).to.deep.equal([]);
    expect((await one("d", 30n, 1_000n)).approvals.length, "USDT's is taken back before").to.equal(2);
    expect((await one("e", 900n, 1_000n)).approvals).to.deep.equal([]);
    expect(await approve(fund, sender, 0n)).to.deep.include({ allowance: 0n, before: 70n });
  });
});

describeOnAnvil("fees", function () {
  this.timeout(120_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let chain: Chain;
  let events: SendEvent[];

  const setBaseFee = async (fee: bigint) => {
    await rpc(anvil.rpc, "anvil_setNextBlockBaseFeePerGas", `0x${fee.toString(16)}`);
    await rpc(anvil.rpc, "evm_mine");
  };
  const senderOf = (more: SenderOptions) =>
    createSender(chain, new Wallet(anvil.accounts.operator!.privateKey), {
      ...FAST,
      onEvent: (event) => events.push(event),
      ...more,
    });

  beforeEach(async () => {
    events = [];
    anvil = await startAnvilFund();
    chain = await connectChain(anvil.rpc, { pauses: [20, 40] });
  });
  afterEach(async () => {
    chain?.provider.destroy();
    await anvil?.stop();
  });

  it("that are limited below the base fee are said to be, at once, while it waits, and when it gives up", async () => {
    await setBaseFee(30n * GWEI);
    await rpc(anvil.rpc, "evm_setAutomine", false);
    const sender = senderOf({ feeLimit: 20n * GWEI, bumpAfter: 200, timeout: 1_000 });
    const sent = failureOf(sender.send(idle("limited")));
    await until(() => events.some(({ kind }) => kind === "waiting"));
    const { note } = events.find(({ kind }) => kind === "waiting")!;
    expect(note).to.match(/^the base fee is [\d.]+ gwei, and the limit \(--max-fee\) 20 gwei: it waits until/);
    const failure = await sent;
    expect(failure.kind).to.equal("underway");
    expect(failure.message).to.include("the limit (--max-fee) 20 gwei");
  });

  it("go on rising while the base fee is above the offer and the limit allows it", async () => {
    await rpc(anvil.rpc, "evm_setAutomine", false);
    const store = memoryStore();
    const operator = new Wallet(anvil.accounts.operator!.privateKey).address;
    const sent = senderOf({ store, bumpAfter: 20, feeLimit: 1_000_000n * GWEI, timeout: 60_000 }).send(idle("runaway"));
    const latest = async () => (await store.open(`${chain.chainId}:${chain.genesis}:${operator}`))[0]?.attempts.at(-1);
    await until(async () => (await latest()) !== undefined);
    let base = 2n * GWEI;
    for (let raises = 0; raises < 14; raises++) {
      base = (base * 11n) / 5n;
      // The transaction waits in the pool: a block without it.
      await rpc(anvil.rpc, "anvil_dropAllTransactions");
      await setBaseFee(base);
      await until(async () => (await latest())!.maxFeePerGas >= base);
    }
    expect(events.filter(({ kind }) => kind === "raised").length).to.be.greaterThan(12);
    await until(async () => {
      await rpc(anvil.rpc, "evm_mine");
      return events.some(({ kind }) => kind === "mined");
    });
    expect((await sent).status).to.equal(1);
  });

  it("begin with the tip that is asked for", async () => {
    const { hash } = await senderOf({ tip: 3n * GWEI }).send(idle("tipped"));
    const sent = await rpc<{ maxPriorityFeePerGas: string }>(anvil.rpc, "eth_getTransactionByHash", hash);
    expect(BigInt(sent.maxPriorityFeePerGas)).to.equal(3n * GWEI);
  });
});
