// A reference is credited once, whatever the node leaves out, and however many processes ask for it at once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { ChainError } from "zke-insurance-fund";
import {
  type Chain,
  type CreditResult,
  connectChain,
  createSender,
  credit,
  type Fund,
  openFund,
  refOf,
} from "zke-insurance-fund/chain";
import { sqliteStore } from "zke-insurance-fund/node";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type Fault, type FaultyNode, lagging, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { rpc } from "./devnet.ts";
import { jsonOf, said } from "./settling.ts";

interface Transaction {
  readonly hash: string;
}

describeOnAnvil("a reference is credited once", function () {
  this.timeout(240_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let node: FaultyNode;
  let truth: Chain;
  let fund: Fund;
  let folder: string;

  const head = async () => Number(await rpc(anvil.rpc, "eth_blockNumber"));
  const mine = (blocks: number) => rpc(anvil.rpc, "anvil_mine", `0x${blocks.toString(16)}`);
  const cliWith = (state: string) => fundOnChain({ ...anvil, rpc: node.rpc }, join(folder, state));
  const countOf = async (period: number) => Number((await fund.credited(BigInt(period))).count);
  const creditArgs = (period: number, ref: string, ...more: string[]) => [
    ...["credit", "--period", String(period), "--amount", "250.75", "--ref", ref, "--timeout", "20", ...more],
  ];
  const signer = () => new Wallet(anvil.accounts.operator!.privateKey);

  /** That no transaction of these blocks was reverted. */
  async function expectNoneReverted(from: number): Promise<void> {
    for (let number = from; number <= (await head()); number++) {
      const block = await rpc<{ transactions: Transaction[] }>(
        anvil.rpc,
        "eth_getBlockByNumber",
        `0x${number.toString(16)}`,
        true,
      );
      for (const { hash } of block.transactions) {
        const { status } = await rpc<{ status: string }>(anvil.rpc, "eth_getTransactionReceipt", hash);
        expect(status, `transaction ${hash} in block ${number}`).to.equal("0x1");
      }
    }
  }

  before(async () => {
    anvil = await startAnvilFund();
    node = await startFaultyNode(anvil.rpc);
    truth = await connectChain(anvil.rpc);
    fund = await openFund(truth.provider, anvil.fund);
    folder = await mkdtemp(join(tmpdir(), "fund-"));
  });
  afterEach(() => node.fail());
  after(async () => {
    truth?.provider.destroy();
    await node?.close();
    await rm(folder, { recursive: true, force: true });
    await anvil?.stop();
  });

  /** Logs end below a block, though the node knows all else. */
  const logsUpTo =
    (last: () => Promise<number>): Fault =>
    async ({ method, params }, truth) => {
      if (method !== "eth_getLogs") return undefined;
      const [{ toBlock, ...filter }] = params as [{ fromBlock?: string; toBlock?: string }];
      const end = await last();
      if (Number(filter.fromBlock ?? 0) > end) return { result: [] };
      const cut = toBlock === undefined || !/^0x/.test(toBlock) || Number(toBlock) > end;
      return truth([{ ...filter, toBlock: cut ? `0x${end.toString(16)}` : toBlock }]);
    };

  /** Credits by way of the node, as a process with a state file would. */
  async function pay(period: number, state: string, fromBlock?: number): Promise<CreditResult> {
    const chain = await connectChain(node.rpc, { pauses: [20, 40] });
    const store = sqliteStore(join(folder, `${state}.sqlite`));
    try {
      const by = await openFund(chain.provider, anvil.fund);
      const sender = createSender(chain, signer(), { store, interval: 40, timeout: 2_000 });
      const credits = [{ ref: refOf(`liq-${period}`), amount: 250_750_000n }];
      return await credit(by, sender, { period: BigInt(period), credits }, { fromBlock });
    } finally {
      await store.close();
      chain.provider.destroy();
    }
  }

  const FAULTS: [name: string, fault: (paidIn: number) => Fault, fromBlock?: number][] = [
    ["its logs are one block behind", (paidIn) => logsUpTo(async () => paidIn - 1)],
    ["the node's head stands still before it", (paidIn) => lagging(() => paidIn - 1)],
    [
      "the number of the newest block is cached",
      (paidIn) =>
        ({ method }) =>
          method === "eth_blockNumber" ? { result: `0x${(paidIn - 1).toString(16)}` } : undefined,
    ],
    ["the block from which is looked lies above it", () => () => undefined, 1_000_000],
    [
      "the node answers [] for what is old",
      () =>
        ({ method, params }) => {
          const [filter] = params as [{ fromBlock: string; toBlock: string }];
          const isWide = method === "eth_getLogs" && filter.fromBlock !== filter.toBlock;
          return isWide ? { result: [] } : undefined;
        },
    ],
    [
      "the node answers [] always",
      () =>
        ({ method }) =>
          method === "eth_getLogs" ? { result: [] } : undefined,
    ],
  ];
  for (const [at, [name, faultOf, fromBlock]] of FAULTS.entries()) {
    for (const state of ["the same", "another"] as const) {
      it(`when ${name}, with ${state} state file`, async () => {
        const period = 20 + 2 * at + Number(state === "another");
        expect((await pay(period, `once-${period}`)).credits[0]!.sent).to.equal(true);
        const paidIn = await head();
        await mine(2);
        node.fail(faultOf(paidIn));
        const stateFile = state === "another" ? `other-${period}` : `once-${period}`;
        const again = await pay(period, stateFile, fromBlock).catch((error: unknown) => error);
        if (again instanceof ChainError) {
          expect(again.message).to.match(/left out|is behind|took the place|has block|on its way|not \d+: it was sent/);
        } else expect((again as CreditResult).credits?.[0]?.sent, String(again)).to.equal(false);
        expect(await countOf(period)).to.equal(1);
        node.fail();
        expect((await pay(period, stateFile)).credits[0]!.sent).to.equal(false);
        expect(await countOf(period)).to.equal(1);
      });
    }
  }

  it("says that it was paid, and by which transaction, where the node denies that it was", async () => {
    const cli = cliWith("denied");
    const first = await cli.as("operator", creditArgs(50, "denied", "--json"));
    const [{ transaction }] = jsonOf(first).credits;
    // The state of the block before, under the number of each: the count and the logs agree.
    const paidIn = await head();
    node.fail(async (question, truth) => {
      if (question.method === "eth_getLogs") return logsUpTo(async () => paidIn - 1)(question, truth);
      if (question.method !== "eth_call") return undefined;
      return truth([question.params[0], `0x${(paidIn - 1).toString(16)}`]);
    });
    const again = await cli.as("operator", creditArgs(50, "denied", "--json"));
    expect(again.code).to.equal(3);
    expect(said(again)).to.include(`The reference denied had been credited before, by transaction ${transaction}`);
    expect(jsonOf(again).error).to.deep.include({ kind: "incomplete", transaction });
    expect(await countOf(50)).to.equal(1);
  });

  it("says how far other periods were looked over", async () => {
    const cli = cliWith("others");
    const all = await cli.as("operator", creditArgs(51, "elsewhere", "--json"));
    expect(jsonOf(all).otherPeriods).to.deep.equal({ fromBlock: "0", whole: true });
    const taken = await cli.as("operator", creditArgs(52, "elsewhere"));
    expect(taken.code).to.equal(2);
    expect(said(taken)).to.include("the reference elsewhere was credited before, to period 51");
    node.fail(({ method, params }) => {
      const [{ fromBlock, toBlock } = {}] = params as [{ fromBlock?: string; toBlock?: string }?];
      const isWide = method === "eth_getLogs" && Number(toBlock) - Number(fromBlock) >= 10;
      return isWide ? { error: { code: -32602, message: "at most 10 blocks" } } : undefined;
    });
    const narrow = await cli.as("operator", creditArgs(53, "narrow", "--json"));
    expect(narrow.code, narrow.stderr).to.equal(0);
    expect(jsonOf(narrow).otherPeriods).to.deep.equal({ fromBlock: null, whole: false });
    expect(narrow.stderr).to.include("Other periods' credits were not looked over");
    const widened = await cli.as("operator", creditArgs(54, "elsewhere", "--from-block", "0"));
    expect(widened.code, "--from-block reads by ranges").to.equal(2);
    expect(said(widened)).to.include("to period 51");
  });

  for (const [name, storeOf] of [
    ["senders without a common store", () => undefined],
    ["one state file", () => sqliteStore(join(folder, "shared", "transactions.sqlite"))],
  ] as const) {
    it(`in parallel from one process, with ${name}`, async () => {
      const from = (await head()) + 1;
      const period = name === "one state file" ? 60 : 61;
      const store = storeOf();
      const chain = await connectChain(anvil.rpc);
      try {
        const one = (i: number) => {
          const sender = createSender(chain, signer(), { interval: 50, ...(store && { store }) });
          return credit(fund, sender, {
            period: BigInt(period),
            credits: [{ ref: refOf(`at-once-${period}-${i % 8}`), amount: 5n }],
          });
        };
        await Promise.all(Array.from({ length: 16 }, (_, i) => one(i)));
      } finally {
        chain.provider.destroy();
        await store?.close();
      }
      expect(await countOf(period)).to.equal(8);
      await expectNoneReverted(from);
    });
  }

  it("in parallel from several processes with one state file", async () => {
    const from = (await head()) + 1;
    const cli = cliWith("several");
    const runs = await Promise.all([0, 1, 2, 0, 1, 2].map((i) => cli.as("operator", creditArgs(62, `several-${i}`))));
    for (const run of runs) expect(run.code, run.stderr).to.equal(0);
    expect(runs.filter(({ stdout }) => stdout.startsWith("Nothing was sent")).length).to.equal(3);
    expect(await countOf(62)).to.equal(3);
    await expectNoneReverted(from);
  });
});
