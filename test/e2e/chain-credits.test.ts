// Many credits by the command line: a file in several calls, killed, at once, by nodes that leave out logs, and with a fee.
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network, Transaction, Wallet } from "ethers";
import { connectChain, FUND_INTERFACE, openFund, readCredits, refOf } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, type Facts, startDevnetProcess } from "./devnet.ts";
import { type LyingNode, startLyingNode } from "./lying-node.ts";
import { jsonOf, said } from "./settling.ts";
import { startTamperingNode } from "./tampering-node.ts";

const CREDIT = FUND_INTERFACE.getFunction("credit")!.selector;

/** A file of credits: reference i has i + 1 base units. A reference belongs to one period. */
function csv(name: string, from: number, to: number): string {
  const amountOf = (i: number) => `0.${String(i + 1).padStart(6, "0")}`;
  const rows = Array.from({ length: to - from }, (_, i) => `${name}-${from + i},${amountOf(from + i)}\n`);
  return `ref,amount\n${rows.join("")}`;
}

/** A period's credits as the chain has them, call by call. */
async function callsOf({ rpc, fund }: Facts, period: bigint) {
  const chain = await connectChain(rpc);
  try {
    return (await readCredits(await openFund(chain.provider, fund), period)).map(({ args }) => args.credits);
  } finally {
    chain.provider.destroy();
  }
}

/** That every reference from 0 up to a number was credited once, in their order. */
async function expectAll(facts: Facts, period: bigint, name: string, sizes: readonly number[]) {
  const calls = await callsOf(facts, period);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const expected = Array.from({ length: count }, (_, i) => ({ amount: BigInt(i + 1), ref: refOf(`${name}-${i}`) }));
  expect(calls.map(({ length }) => length)).to.deep.equal(sizes);
  expect(calls.flat()).to.deep.equal(expected);
}

describe("credits from a file", function () {
  this.timeout(240_000);
  let devnet: DevnetProcess;
  let folder: string;
  let cli: ReturnType<typeof fundOnChain>;
  let node: LyingNode;
  let file: string;

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    node = await startLyingNode(devnet.rpc);
    cli = fundOnChain({ ...devnet, rpc: node.rpc }, folder);
    file = join(folder, "credits.csv");
  });
  afterEach(() => node.lie());
  after(async () => {
    node?.close();
    await rm(folder, { recursive: true, force: true });
    await devnet?.stop("SIGKILL");
  });

  const credit = (period: number, ...more: string[]) => ["credit", "--period", String(period), ...more];

  it("go in calls of 500 under one approval, and once", async () => {
    await writeFile(file, csv("one", 0, 1_200));
    const run = await cli.as("operator", credit(1, "--from", file, "--json"));
    expect(run.code, run.stderr).to.equal(0);
    const result = jsonOf(run);
    expect(result).to.deep.include({ sent: "1200", creditedBefore: "0", amount: "720600" });
    expect(result.approvals, "the sum is approved once").to.have.length(1);
    expect(new Set(result.credits.map(({ transaction }: { transaction: string }) => transaction)).size).to.equal(3);
    expect(result.credits[700]).to.deep.include({ ref: refOf("one-700"), amount: "701", sent: true, sequence: "700" });
    await expectAll(devnet, 1n, "one", [500, 500, 200]);

    const again = await cli.as("operator", credit(1, "--from", file));
    expect(again.code, again.stderr).to.equal(0);
    expect(again.stdout).to.include("Nothing was sent: 0.7206 had been credited to period 1 before.");
    await writeFile(file, csv("one", 1_199, 1_203));
    const more = await cli.as("operator", credit(1, "--from", file));
    expect(more.stdout).to.include("Credited 0.003606 to period 1.\n0.0012 had been credited to period 1 before.");
    await expectAll(devnet, 1n, "one", [500, 500, 200, 3]);
  });

  it("come from standard input as well", async () => {
    const run = await cli.as("operator", credit(2, "--from", "-", "--json"), csv("two", 0, 3));
    expect(run.code, run.stderr).to.equal(0);
    await expectAll(devnet, 2n, "two", [3]);
    const wrong = await cli.as("operator", credit(2, "--from", "-"), "ref,amount\na,x\n");
    expect(wrong.code).to.equal(2);
    expect(said(wrong)).to.include('standard input:2: column "amount": not a plain decimal number');
  });

  it("are refused if the file may be cut off, unless they are as many as expected", async () => {
    await writeFile(file, csv("two", 0, 3).trimEnd());
    const open = await cli.as("operator", credit(2, "--from", file));
    expect([open.code, said(open)]).to.deep.equal([
      2,
      `${file}:4: the last line has no end: the file may be cut off (expected a line feed behind it, or the number of rows by --expect-rows (of liquidations: --expect-liquidations))`,
    ]);
    const fewer = await cli.as("operator", credit(2, "--from", file, "--expect-rows", "4"));
    expect(fewer.code).to.equal(2);
    const vouched = await cli.as("operator", credit(2, "--from", file, "--expect-rows", "3"));
    expect([vouched.code, vouched.stderr]).to.deep.equal([0, ""]);
    const blank = await cli.as("operator", credit(2, "--ref", "two-0 ", "--amount", "1"));
    expect([blank.code, said(blank)]).to.deep.equal([2, '--ref: an id ends with a blank: U+0020 (got "two-0 ")']);
  });

  it("are refused with file, line and column, and nothing is sent", async () => {
    await writeFile(file, `${csv("two", 0, 2)}two-0,1\n`);
    const twice = await cli.as("operator", credit(3, "--from", file, "--json"));
    expect(twice.code).to.equal(2);
    expect(said(twice)).to.equal(`${file}:4: column "ref": the same reference as in line 2 (got "two-0")`);
    expect(jsonOf(twice).error).to.deep.include({ file, line: 4, column: "ref" });
    await writeFile(file, "ref,amount\nnew,1\ntwo-1,0.000003\n");
    const other = await cli.as("operator", credit(2, "--from", file));
    expect(other.code).to.equal(2);
    expect(said(other)).to.equal(
      `${file}:3: column "amount": the reference two-1 was credited before with another amount (sequence 1); nothing was sent (got "0.000003", expected 0.000002)`,
    );
    const elsewhere = await cli.as("operator", credit(3, "--from", file));
    expect(elsewhere.code).to.equal(2);
    expect(said(elsewhere)).to.match(/:3: column "ref": the reference two-1 was credited before, to period [12] /);
    for (const [args, expected] of [
      [["--from", file, "--ref", "a"], "--from has references and amounts already"],
      [["--ref", "a"], "--amount is missing"],
      [["--amount", "1"], "--ref is missing"],
      [["--from", file, "--per-call", "0"], "--per-call is not usable"],
      [["--ref", "a", "--amount", "0"], "--amount: a credit's amount is zero"],
    ] as const) {
      const run = await cli.as("operator", credit(3, ...args));
      expect(run.code).to.equal(2);
      expect(said(run)).to.include(expected);
    }
    expect(await callsOf(devnet, 3n)).to.deep.equal([]);
    expect((await callsOf(devnet, 2n)).flat().length).to.equal(3);
  });

  it("are not sent while the node leaves out the newest log, or any", async () => {
    await writeFile(file, csv("one", 0, 1_204));
    const behind = await startTamperingNode(devnet.rpc);
    try {
      const by = fundOnChain({ ...devnet, rpc: behind.rpc }, folder);
      for (const left of [-1, 0]) {
        behind.tell(({ method }, truth) => {
          if (method !== "eth_getLogs") return truth;
          const logs = truth as { topics: string[] }[];
          const hidden = logs.filter(({ topics }) => BigInt(topics[1] ?? 0) === 1n).at(left);
          return logs.filter((log) => log !== hidden);
        });
        const run = await by.as("operator", credit(1, "--from", file));
        expect(run.code, run.stderr).to.equal(3);
        expect(said(run)).to.match(
          /^The node left out logs of period 1's credits: .* Nothing was concluded; ask another node\.$/,
        );
      }
    } finally {
      await behind.close();
    }
    await expectAll(devnet, 1n, "one", [500, 500, 200, 3]);
  });

  for (const moment of ["before", "after"] as const) {
    it(`go on where they were killed ${moment} a call was broadcast`, async () => {
      for (const [call, sizes] of [
        [2, [500, 500, 200]],
        [1, [5, 5, 2]],
        [3, [5, 5, 2]],
      ] as const) {
        const name = `${moment}-${call}`;
        const period = BigInt(10 * call + (moment === "before" ? 1 : 2));
        const count = sizes.reduce<number>((sum, size) => sum + size, 0);
        await writeFile(file, csv(name, 0, count));
        const command = credit(Number(period), "--from", file, "--per-call", String(sizes[0]), "--json");
        const run = cli.started("operator", command);
        killAt(call, moment, run.child);
        expect((await run.done).code, "killed").to.equal(null);
        node.lie();
        const again = await cli.as("operator", command);
        expect(again.code, again.stderr).to.equal(0);
        await expectAll(devnet, period, name, sizes);
        // What was on its way is brought to its end first, and is credited before by then.
        expect(jsonOf(again)).to.deep.include({ creditedBefore: String(Math.min(sizes[0] * call, count)) });
      }
    });
  }

  /** Kills a command at one of its calls, before or after the node has got it. */
  function killAt(call: number, moment: "before" | "after", child: ChildProcess): void {
    let calls = 0;
    node.lie(({ method, params }) => {
      if (method !== "eth_sendRawTransaction") return undefined;
      if (!Transaction.from(params[0] as string).data.startsWith(CREDIT) || ++calls !== call) return undefined;
      child.kill("SIGKILL");
      return moment === "before" ? { page: [503, "killed"] } : undefined;
    });
  }

  for (const [where, states] of [
    ["one state", ["one", "one"]],
    ["a state each, as on two machines", ["two", "three"]],
  ] as const) {
    it(`are paid once by two processes at once, with ${where}`, async () => {
      const period = where === "one state" ? 50 : 51;
      await writeFile(file, csv(`at-once-${period}`, 0, 900));
      const both = states.map((state) => fundOnChain(devnet, join(folder, state)));
      const runs = await Promise.all(
        both.map((one) => one.as("operator", credit(period, "--from", file, "--per-call", "100"))),
      );
      // With a state each, the nonces of one may be taken by the other, which is then told to run again.
      if (where === "one state") for (const run of runs) expect(run.code, run.stderr).to.equal(0);
      const again = await both[1]!.as("operator", credit(period, "--from", file, "--json"));
      expect(again.code, again.stderr).to.equal(0);
      const refs = (await callsOf(devnet, BigInt(period))).flat().map(({ ref }) => ref);
      expect(refs).to.deep.equal(Array.from({ length: 900 }, (_, i) => refOf(`at-once-${period}-${i}`)));
    });
  }
});

describeOnAnvil("credits with a token that takes a fee", function () {
  this.timeout(120_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;

  before(async () => {
    anvil = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    const network = Network.from(anvil.chainId);
    const provider = new JsonRpcProvider(anvil.rpc, network, { staticNetwork: network });
    const deployer = new Wallet(anvil.accounts.deployer!.privateKey, provider);
    const token = new Contract(anvil.token, ["function setParams(uint256, uint256)"], deployer);
    await (await token.getFunction("setParams")(10, 40)).wait();
    provider.destroy();
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await anvil?.stop();
  });

  it("are refused several at once, and count as what arrived one by one", async () => {
    const cli = fundOnChain(anvil, folder);
    const file = join(folder, "credits.csv");
    await writeFile(file, "ref,amount\na,1000\nb,2000\n");
    const credit = ["credit", "--period", "1", "--from", file, "--json"];
    const together = await cli.as("operator", credit);
    expect(together.code, together.stderr).to.equal(3);
    expect(said(together)).to.include(
      "of credits of 3000 only 2997 arrived, since the token takes a fee; credit them one by one (--per-call 1)",
    );
    const single = await cli.as("operator", [...credit, "--per-call", "1"]);
    expect(single.code, single.stderr).to.equal(0);
    expect(jsonOf(single)).to.deep.include({ sent: "2", amount: "2997000000" });
    const [a, b] = jsonOf(single).credits;
    expect([a.arrived, b.arrived]).to.deep.equal(["999000000", "1998000000"]);
    const again = await cli.as("operator", credit);
    expect(again.code, "what was asked for is what counts").to.equal(0);
    expect(jsonOf(again)).to.deep.include({ sent: "0", creditedBefore: "2" });
  });
});
