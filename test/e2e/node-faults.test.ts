import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { connectChain, openFund } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type Fault, type FaultyNode, type Question, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import type { Run } from "./cli.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { said, settlerOf } from "./settling.ts";

const HOUR = 3_600;

const error = (message: string, code = -32_000): ReturnType<Fault> => ({ error: { code, message } });
/** What nodes answer instead of the truth, and what of it must be told. */
const TROUBLES: [string, () => ReturnType<Fault>, RegExp][] = [
  ["a rate limit", () => error("rate limit exceeded", -32_005), /refused: rate limit exceeded/],
  ["no header", () => error("header not found"), /refused: header not found/],
  ["no state", () => error("missing trie node 12ab"), /refused: missing trie node 12ab/],
  ["an internal error", () => error("Internal error", -32_603), /refused: Internal error/],
  ["a timeout", () => error("execution timeout"), /refused: execution timeout/],
  ["a page of HTML", () => ({ body: "<html>busy</html>" }), /an answer that is no JSON-RPC/],
  ["null", () => ({ body: "null" }), /an answer that is no JSON-RPC/],
  ["an HTTP status", () => ({ status: 502, body: "bad gateway" }), /it answered HTTP 502/],
];

describeOnAnvil("commands whose node fails", function () {
  this.timeout(180_000);
  let facts: Awaited<ReturnType<typeof startAnvilFund>>;
  let cli: ReturnType<typeof fundOnChain>;
  let faulty: FaultyNode;
  let other: FaultyNode;
  let folder: string;
  let statement: string;

  before(async () => {
    facts = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    faulty = await startFaultyNode(facts.rpc);
    other = await startFaultyNode(facts.rpc);
    const honest = fundOnChain(facts, folder);
    cli = fundOnChain({ ...facts, rpc: faulty.rpc }, folder);
    const chain = await connectChain(facts.rpc);
    const { lastEndTime } = await (await openFund(chain.provider, facts.fund)).overview();
    chain.provider.destroy();
    const start = String(lastEndTime);
    const bundle = await settlerOf(facts, honest, folder)({ period: 1, start, end: String(Number(start) + HOUR) });
    const submitted = await honest.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "0"]);
    expect(submitted.code, submitted.stderr).to.equal(0);
    statement = join(folder, "statement.json");
    const who = ["--account", "alice", "--position", "BTCUSDT"];
    const proved = await honest.offline(["prove", "--bundle", bundle, ...who, "--json"]);
    expect(proved.code, proved.stderr).to.equal(0);
    await writeFile(statement, proved.stdout);
  });
  after(async () => {
    await faulty?.close();
    await other?.close();
    await facts?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    faulty.fail();
    other.fail();
  });

  /** Fails at the calls of contracts, from the first or the third on: the fund is open by then. */
  function failingCalls(trouble: () => ReturnType<Fault>, from: number, times = Infinity): Fault {
    let calls = 0;
    return ({ method }: Question) => {
      if (method !== "eth_call") return undefined;
      calls++;
      return calls >= from && calls < from + times ? trouble() : undefined;
    };
  }

  const check = () => cli.read(["check", "--statement", statement]);
  const status = () => cli.read(["status", "--json"]);

  function expectTrouble(run: Run, words: RegExp): void {
    expect(run.code, run.stderr).to.equal(3);
    expect(said(run)).to.match(words);
    expect(`${run.stdout}${run.stderr}`).not.to.match(/does not hold|no fund|token does that|unexpected/i);
  }

  it("are right where it does not", async () => {
    const run = await check();
    expect(run.code, run.stderr).to.equal(0);
  });

  for (const [what, trouble, words] of TROUBLES) {
    it(`give no verdict, and say why, where it answers ${what}`, async () => {
      faulty.fail(failingCalls(trouble, 3));
      expectTrouble(await check(), words);
      faulty.fail(failingCalls(trouble, 1));
      expectTrouble(await status(), words);
    });
  }

  it("ask again where it fails but twice", async () => {
    for (const [, trouble] of TROUBLES) {
      faulty.fail(failingCalls(trouble, 3, 2));
      const run = await check();
      expect(run.code, run.stderr).to.equal(0);
    }
  });

  it("ask another node, named by the file or the environment", async () => {
    faulty.fail(() => ({ status: 503, body: "" }));
    const list = join(folder, "nodes.txt");
    await writeFile(list, `${faulty.rpc}\n${facts.rpc}\n`);
    const args = ["check", "--statement", statement, "--fund", facts.fund];
    const byFile = await cli.offline([...args, "--rpc-file", list]);
    expect(byFile.code, byFile.stderr).to.equal(0);
    const byEnvironment = await cli.offline(args, { FUND_RPC: `${faulty.rpc}, ${facts.rpc}` });
    expect(byEnvironment.code, byEnvironment.stderr).to.equal(0);
    const byArguments = await cli.offline([...args, "--rpc", faulty.rpc, "--rpc", facts.rpc]);
    expect(byArguments.code, byArguments.stderr).to.equal(0);
    const none = await cli.offline(args, { FUND_RPC: "" });
    expect(none).to.deep.include({ code: 2 });
    expect(said(none)).to.include("--rpc is missing (expected the address of a node: --rpc, --rpc-file or FUND_RPC)");
  });

  it("refuse another chain by name", async () => {
    const run = await cli.read(["status", "--chain-id", "1"]);
    expect(run.code).to.equal(3);
    expect(said(run)).to.match(/is of chain 31337, and should be of chain 1/);
    other.fail(({ method }) => (method === "eth_chainId" ? { result: "0x1" } : undefined));
    const two = await cli.read(["status", "--rpc", other.rpc]);
    expect(two.code).to.equal(3);
    expect(said(two)).to.match(/should be of chain/);
  });

  it("believe nothing of a node that names another chain than the fund is of", async () => {
    faulty.fail(({ method }) => (method === "eth_chainId" ? { result: "0x1" } : undefined));
    for (const args of [
      ["status"],
      ["roles"],
      ["audit"],
      ["watch", "--once", "--dry-run", "--db", join(folder, "other.sqlite")],
    ]) {
      const run = await cli.read(args);
      expect(run.code, run.stderr).to.equal(3);
      expect(run.stderr).to.match(/does not hash headers under chain 1, the chain that was asked/);
      expect(run.stdout).to.equal("");
    }
  });

  it("send by a relay alone where one is named", async () => {
    const refused = await cli.as("operator", [
      "credit",
      "--period",
      "2",
      "--amount",
      "1",
      "--ref",
      "r1",
      "--send-rpc",
      other.rpc,
    ]);
    expect(refused.code, refused.stderr).to.equal(0);
    const sends = (node: FaultyNode) => node.asked.filter(({ method }) => method === "eth_sendRawTransaction").length;
    expect(sends(faulty)).to.equal(0);
    expect(sends(other)).to.be.above(0);
  });

  it("act on nothing that two nodes do not say alike", async () => {
    other.fail(({ method }) => (method === "eth_getLogs" ? { result: [] } : undefined));
    const watch = ["watch", "--once", "--dry-run", "--db", join(folder, "watch.sqlite"), "--agree", "2"];
    const run = await cli.read([...watch, "--rpc", other.rpc]);
    expect(run.code, run.stderr).to.equal(3);
    expect(run.stderr)
      .to.include("answer the same question differently")
      .and.include(faulty.rpc)
      .and.include(other.rpc);
    const alone = await cli.read(watch);
    expect(alone.code).to.equal(2);
    expect(alone.stderr).to.include("fewer nodes than must agree");
  });
});
