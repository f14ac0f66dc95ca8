// What a submission is refused for before anything is sent, and what no stranger can make it fail by.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network, Wallet } from "ethers";
import { readDocument } from "zke-insurance-fund/bundle";
import {
  allowanceOf,
  balanceOf,
  type Chain,
  connectChain,
  createSender,
  type Fund,
  INSURANCE_FUND_ABI,
  openFund,
  previewSubmission,
  type Sender,
  submit,
} from "zke-insurance-fund/chain";
import type { Anvil } from "../../scripts/support/anvil.ts";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import type { Facts } from "./devnet.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";
import { startTamperingNode } from "./tampering-node.ts";

const UNIT = 10n ** 6n;
const HOUR = 3_600;
const TOKEN = ["function approve(address, uint256)", "function transfer(address, uint256)"];
const DECIMALS = "0x313ce567";

/** An anvil with a fund, the command line on it, and its first period. */
async function stage(policy?: Parameters<typeof startAnvilFund>[0]) {
  const facts = await startAnvilFund(policy);
  const folder = await mkdtemp(join(tmpdir(), "fund-"));
  const chain = await connectChain(facts.rpc);
  const network = Network.from(chain.chainId);
  const provider = new JsonRpcProvider(facts.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
  const fund = await openFund(chain.provider, facts.fund);
  const cli = fundOnChain(facts, folder);
  const { lastEndTime: start } = await fund.overview();
  const walletOf = (part: string) => new Wallet(facts.accounts[part]!.privateKey, provider);
  const contractOf = (address: string, abi: readonly string[] | typeof INSURANCE_FUND_ABI, part: string) =>
    new Contract(address, abi, walletOf(part));
  return {
    ...{ facts, folder, chain, fund, cli, start, walletOf },
    settle: settlerOf(facts, cli, folder),
    token: (part: string) => contractOf(facts.token, TOKEN, part),
    contract: (part: string) => contractOf(facts.fund, INSURANCE_FUND_ABI, part),
    async end() {
      provider.destroy();
      chain.provider.destroy();
      await facts.stop();
      await rm(folder, { recursive: true, force: true });
    },
  } satisfies Record<string, unknown> & { facts: Facts & Anvil; chain: Chain; fund: Fund };
}

type Stage = Awaited<ReturnType<typeof stage>>;

async function sent(call: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await call).wait();
}

/** Gives to the fund. */
async function donate({ token, contract, facts }: Stage, part: string, amount: bigint): Promise<void> {
  await sent(token(part).getFunction("approve")(facts.fund, amount));
  await sent(contract(part).getFunction("donate")(amount));
}

describeOnAnvil("a submission that the fund cannot cover in full", function () {
  this.timeout(180_000);
  let here: Stage;
  let bundle: string;

  before(async () => {
    here = await stage();
    // A loss of 10,000,000: the quota is 2,000,000, and the fund has half of it.
    await donate(here, "trader", 1_000_000n * UNIT);
    const end = String(Number(here.start) + HOUR);
    bundle = await here.settle({ period: 1, start: String(here.start), end, times: 100_000n });
  });
  after(() => here?.end());

  async function allowed(): Promise<bigint> {
    const operator = here.facts.accounts.operator!.address as `0x${string}`;
    return allowanceOf(here.chain.provider, await here.fund.token(), operator, here.fund.address);
  }

  it("is refused with figures before anything is sent, unless less is said to be enough", async () => {
    const plain = await here.cli.as("operator", ["submit", "--bundle", bundle, "--json"]);
    expect(plain.code, plain.stderr).to.equal(3);
    expect(said(plain)).to.equal(
      "The fund can cover 1000012.5 of period 1 now, and 2000000 was asked for at the least, its whole quota; nothing was sent. " +
        "The fund has no more than 1000012.5: donate to it. Or say that less is enough (--least-coverage 1000012.5).",
    );
    expect(jsonOf(plain).error.message).to.equal(said(plain));
    const more = await here.cli.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "2000000.000001"]);
    expect(more.code).to.equal(2);
    const bad = await here.cli.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "1e6"]);
    expect(bad.code).to.equal(2);
    expect(said(bad)).to.include("--least-coverage: not a plain decimal number");
    expect(await allowed(), "nothing was approved").to.equal(0n);
    expect((await here.fund.overview()).submissions).to.equal(0n);
  });

  it("goes through though a stranger donates between preview and block", async () => {
    const { chain, fund, walletOf } = here;
    const order = { ...(await readDocument(bundle)), leastCoverage: 0n };
    const operator = createSender(chain, walletOf("operator"), { interval: 50 });
    const before = await previewSubmission(fund, order, operator.address);
    // As little as the bond rises by: it is a hundredth of what is covered and shared.
    const front: Sender = {
      ...operator,
      async send(intent) {
        if (intent.id.startsWith("submit")) await donate(here, "challenger", 200n);
        return operator.send(intent);
      },
    };
    const { sent, record } = await submit(fund, front, order);
    expect(sent).to.equal(true);
    expect(record.bond > before.bond, "the bond has risen").to.equal(true);
    expect(record.bond).to.equal(before.bond + 2n);
    expect(record.coverage).to.equal(before.coverage + 200n);
    // What is left is what a coverage in full would have taken more; it stays.
    expect(await allowed()).to.equal(before.approved - before.missing - record.bond);
  });

  it("is found again by the time on record; a node that leaves its header out is not believed", async () => {
    const finalize = ["finalize", "--period", "1"];
    const early = await here.cli.as("trader", finalize);
    expect(early.code).to.equal(3);
    expect(said(early)).to.include("period 1 can be finalized from");
    const none = await here.cli.as("trader", ["finalize", "--period", "2"]);
    expect(said(none)).to.equal("The chain has no settlement of period 2.");
    const node = await startTamperingNode(here.facts.rpc);
    try {
      const asked: unknown[] = [];
      node.tell(({ method, params }, truth) => {
        if (method !== "eth_getLogs") return truth;
        asked.push(params[0]);
        return [];
      });
      const by = fundOnChain({ ...here.facts, rpc: node.rpc }, here.folder);
      const run = await by.as("trader", finalize);
      expect(run.code, run.stderr).to.equal(3);
      expect(said(run)).to.match(
        /^The node left out logs of period 1's submission 1: its header, of \d+, is not there\./,
      );
      expect(asked, "one question, of one second").to.have.length(1);
    } finally {
      await node.close();
    }
  });

  it("needs a balance for what is pulled now, not for all that is approved", async () => {
    const { chain, fund, walletOf, settle, start, facts, token } = here;
    const times = { start: String(Number(start) + HOUR), end: String(Number(start) + 2 * HOUR) };
    const order = {
      ...(await readDocument(await settle({ period: 2, ...times, times: 200_000n }))),
      leastCoverage: 0n,
    };
    const operator = createSender(chain, walletOf("operator"), { interval: 50 });
    const { pulled, approved } = await previewSubmission(fund, order, operator.address);
    expect(approved > pulled).to.equal(true);
    const balance = await balanceOf(chain.provider, await fund.token(), operator.address);
    const trader = facts.accounts.trader!.address;
    await sent(token("operator").getFunction("transfer")(trader, balance - pulled + 1n));
    const poor = await submit(fund, operator, order).catch((error: Error) => error.message);
    expect(poor).to.match(/has [\d.]+ tokens, and [\d.]+ are needed; send it the rest first/);
    await sent(token("trader").getFunction("transfer")(operator.address, 1n));
    expect((await submit(fund, operator, order)).sent).to.equal(true);
    expect(await balanceOf(chain.provider, await fund.token(), operator.address)).to.equal(0n);
  });
});

describeOnAnvil("a bundle of something else", function () {
  this.timeout(180_000);
  let here: Stage;
  let times: { start: string; end: string };
  before(async () => {
    here = await stage();
    times = { start: String(here.start), end: String(Number(here.start) + HOUR) };
  });
  after(() => here?.end());

  /** Settles for what some options say, and hands it in. */
  async function refusals(name: string, where: string[]): Promise<string[]> {
    const bundle = await here.settle({ period: 1, ...times, name, where });
    const runs = [
      await here.cli.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "0"]),
      await here.cli.as("trader", ["finalize", "--bundle", bundle]),
    ];
    for (const run of runs) expect(run.code, run.stderr).to.equal(2);
    return runs.map(said);
  }

  it("is refused by name: no fund, another one, another chain, other decimals", async () => {
    const { fund, token, chainId } = here.facts;
    const asked = `asked was the fund ${fund} on chain ${chainId}.`;
    const is = "the bundle is not this fund's, and nothing was sent: It is of";
    const cases: [name: string, where: string[], said: string][] = [
      ["nameless", [], `${is} no named fund, and ${asked}`],
      [
        "foreign",
        ["--fund", token, "--chain-id", "31337", "--decimals", "6"],
        `${is} the fund ${token} on chain 31337, and ${asked}`,
      ],
      [
        "elsewhere",
        ["--fund", fund, "--chain-id", "1", "--decimals", "6"],
        `${is} the fund ${fund} on chain 1, and ${asked}`,
      ],
      [
        "coarse",
        ["--fund", fund, "--chain-id", "31337", "--decimals", "8"],
        "the bundle is not this fund's, and nothing was sent: Its amounts have 8 decimals, and the fund's token has 6.",
      ],
    ];
    for (const [name, where, expected] of cases) {
      expect(await refusals(name, where)).to.deep.equal([expected, expected]);
    }
    expect((await here.fund.overview()).submissions).to.equal(0n);
  });

  it("does not hold against the chain, as a bundle or as a statement of one", async () => {
    const { fund, chainId } = here.facts;
    const where = ["--rpc", here.facts.rpc, "--fund", fund];
    for (const name of ["nameless", "elsewhere"]) {
      const bundle = join(here.folder, name);
      const statement = join(here.folder, `${name}.json`);
      const verify = await here.cli.offline(["verify", "--bundle", bundle, ...where, "--json"]);
      const proof = ["prove", "--bundle", bundle, "--account", "alice", "--position", "BTCUSDT"];
      await writeFile(statement, (await here.cli.offline(proof)).stdout);
      const check = await here.cli.offline(["check", "--statement", statement, ...where, "--json"]);
      for (const run of [verify, check]) {
        expect(run.code, run.stderr).to.equal(1);
        expect(run.stdout).to.include(`and asked was the fund ${fund} on chain ${chainId}.`);
      }
    }
  });

  it("is refused where the token says other decimals; amounts are read and written by what it says", async () => {
    const node = await startTamperingNode(here.facts.rpc);
    try {
      const answer = (value: string) =>
        node.tell(({ method, params }, truth) =>
          method === "eth_call" && (params[0] as { data: string }).data === DECIMALS ? value : truth,
        );
      const word = (decimals: number) => `0x${decimals.toString(16).padStart(64, "0")}`;
      const cli = fundOnChain({ ...here.facts, rpc: node.rpc }, here.folder);
      answer(word(18));
      const credit = ["credit", "--period", "1", "--ref", "fine"];
      const run = await cli.as("operator", [...credit, "--amount", "0.000000000000000007", "--json"]);
      expect(run.code, run.stderr).to.equal(0);
      expect(jsonOf(run)).to.deep.include({ decimals: "18", amount: "7" });
      expect((await cli.read(["status", "--period", "1"])).stdout).to.include(
        "credited  0.000000000000000007 in 1 credits",
      );
      const bundle = await here.settle({ period: 1, ...times });
      const submitted = await cli.as("operator", ["submit", "--bundle", bundle]);
      expect(submitted.code).to.equal(2);
      expect(said(submitted)).to.include("Its amounts have 6 decimals, and the fund's token has 18.");
      answer(word(19));
      const many = await cli.as("operator", [...credit, "--amount", "1"]);
      expect(many.code).to.equal(3);
      expect(said(many)).to.include("has 19 decimals; 18 are the most that can be used");
      answer("0x");
      const none = await cli.as("operator", [...credit, "--amount", "1"]);
      expect(none.code).to.equal(3);
      expect(said(none)).to.equal(`The token at ${here.facts.token} does not say its decimals.`);
    } finally {
      await node.close();
    }
  });
});

describeOnAnvil("a policy with hours and levels", function () {
  this.timeout(180_000);
  let here: Stage;
  before(async () => {
    here = await stage({ periodHours: 8, maxLevels: 1 });
  });
  after(() => here?.end());

  it("is shown by status, with the next period on its grid", async () => {
    const end = here.start + 8n * BigInt(HOUR);
    const status = jsonOf(await here.cli.read(["status", "--json"]));
    expect(status).to.deep.include({ nextPeriod: "1", lastEndTime: String(here.start), nextEndTime: String(end) });
    expect(status.policy).to.deep.include({ periodHours: "8", maxLevels: "1" });
    const { stdout } = await here.cli.read(["status"]);
    expect(stdout).to.match(new RegExp(`next period +1, from ${here.start} \\(\\S+\\) to ${end} \\(\\S+\\)\n`));
    expect(stdout)
      .to.match(/periods +of 8 h\n/)
      .and.to.match(/lists +at most 2\^1 \(2\) entries\n/);
  });

  it("refuses what is off the grid, or too long, before anything is sent", async () => {
    const start = String(here.start);
    const off = await here.settle({ period: 1, start, end: String(Number(start) + HOUR), name: "off" });
    const least = ["--least-coverage", "0"];
    const odd = await here.cli.as("operator", ["submit", "--bundle", off, ...least]);
    expect(odd.code, odd.stderr).to.equal(3);
    expect(said(odd)).to.include("Period 1 is 8 h long by the fund's policy and ends at");
    const end = String(Number(start) + 8 * HOUR);
    const long = await here.settle({ period: 1, start, end, name: "long" });
    const run = await here.cli.as("operator", ["submit", "--bundle", long, ...least]);
    expect(run.code, run.stderr).to.equal(3);
    expect(said(run)).to.equal("The list of positions has 4 entries, and the fund's policy allows 2 (2^1).");
    expect(await here.chain.provider.getTransactionCount(here.facts.accounts.operator!.address)).to.equal(0);
  });
});
