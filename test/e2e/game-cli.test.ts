import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Run } from "./cli.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const REVEAL_WINDOW = 21_600;

const jsonOf = ({ stdout }: Run) => JSON.parse(stdout);
/** What is told last on stderr; never a stack trace. */
function said({ stderr }: Run): string {
  expect(stderr).not.to.match(/\n\s+at /);
  return stderr.trimEnd().split("\n").at(-1)!;
}

describe("the game by hand, by the command line", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let cli: ReturnType<typeof fundOnChain>;

  const bundle = (name: string) => ["--bundle", join(folder, "bundles", name)];
  const entry = (tree: string, index: number) => ["--tree", tree, "--index", String(index)];

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "game-cli-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(devnet, join(folder, "bundles"));
    cli = fundOnChain(devnet, folder);
  });
  after(async () => {
    exchange?.close();
    await devnet?.stop("SIGKILL");
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("has nothing to challenge, demand or expire before there is a settlement", async () => {
    await exchange.settle(1, "truth");
    const run = await cli.as("challenger", ["challenge", "--period", "1", ...bundle("truth")]);
    expect(run.code).to.equal(3);
    expect(said(run)).to.equal("The chain has no settlement of period 1.");
  });

  it("challenges a settlement that breaks the rule, once", async () => {
    const lie = await exchange.settleFalsely(1, "lie");
    await exchange.submit(lie, "");
    const challenge = ["challenge", "--period", "1", ...bundle("lie")];
    const run = await cli.as("challenger", [...challenge, "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    expect(jsonOf(run)).to.deep.include({ sent: true, period: "1", submission: "1", fault: "PositionOrder" });
    expect(await exchange.voided()).to.deep.equal([[1n, "PositionOrder"]]);
    const again = await cli.as("challenger", challenge);
    expect(again.code).to.equal(3);
    expect(said(again)).to.equal("The settlement of period 1 is voided: nothing can be done about it.");
  });

  it("finds no fault in an honest settlement, and none in a bundle that is not the committed one", async () => {
    const truth = await exchange.settle(1, "truth-again");
    await exchange.submit(truth, "");
    const honest = await cli.as("challenger", ["challenge", "--period", "1", ...bundle("truth-again"), "--json"]);
    expect(honest.code, honest.stderr).to.equal(1);
    expect(jsonOf(honest)).to.deep.equal({ sent: false, period: "1", verdict: "right", reasons: [] });
    const other = await cli.as("challenger", ["challenge", "--period", "1", ...bundle("lie")]);
    expect(other.code, other.stderr).to.equal(1);
    expect(other.stdout).to.include("does not have the committed root").and.to.include('"demand" asks for entries');
  });

  it("demands an entry once, and answers it", async () => {
    const demand = ["demand", "--period", "1", ...entry("positions", 3)];
    const run = await cli.as("challenger", [...demand, "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    const { deadline, tree, index } = jsonOf(run);
    expect([tree, index, Number(deadline) - (await exchange.time())]).to.deep.equal(["positions", "3", REVEAL_WINDOW]);
    const again = await cli.as("trader", demand);
    expect(again.code).to.equal(3);
    expect(said(again)).to.include("entry 3 of the positions was demanded before");
    const early = await cli.as("trader", ["expire", "--period", "1", "--json"]);
    expect(early.code, early.stderr).to.equal(1);
    expect(jsonOf(early)).to.deep.equal({ sent: false, period: "1", nextDeadline: deadline });

    const wrong = await cli.as("operator", ["reveal", "--period", "1", ...bundle("lie")]);
    expect(wrong.code).to.equal(2);
    expect(said(wrong)).to.include("does not have the committed root");
    const reveal = ["reveal", "--period", "1", ...bundle("truth-again")];
    const shown = await cli.as("operator", [...reveal, "--json"]);
    expect(shown.code, shown.stderr).to.equal(0);
    expect(jsonOf(shown).revealed).to.have.length(1);
    const nothing = await cli.as("operator", reveal);
    expect(nothing.code, nothing.stderr).to.equal(1);
    expect(nothing.stdout).to.include("no demand for the settlement of period 1 is open");
    const undemanded = await cli.as("operator", [...reveal, ...entry("liquidations", 0)]);
    expect(undemanded.code).to.equal(3);
    expect(said(undemanded)).to.include("no open demand for entry 0 of the liquidations");
  });

  it("voids for a silence, and takes back the bonds that are left", async () => {
    for (const [tree, index] of [
      ["liquidations", 0],
      ["positions", 5],
    ] as const) {
      const run = await cli.as("challenger", ["demand", "--period", "1", ...entry(tree, index)]);
      expect(run.code, run.stderr).to.equal(0);
    }
    const pending = await cli.as("challenger", ["reclaim", "--submission", "2", "--json"]);
    expect(pending.code).to.equal(3);
    expect(said(pending)).to.include("submission 2 is pending");
    await exchange.pass(REVEAL_WINDOW + 1);
    const expired = await cli.as("trader", ["expire", "--period", "1", "--json"]);
    expect(expired.code, expired.stderr).to.equal(0);
    expect(jsonOf(expired)).to.deep.include({ sent: true, submission: "2", tree: "liquidations", index: "0" });
    expect((await exchange.voided()).at(-1)).to.deep.equal([2n, "Silence"]);

    const stranger = await cli.as("trader", ["reclaim", "--submission", "2"]);
    expect(stranger.code, stranger.stderr).to.equal(1);
    const reclaimed = await cli.as("challenger", ["reclaim", "--submission", "2", "--json"]);
    expect(reclaimed.code, reclaimed.stderr).to.equal(0);
    expect(jsonOf(reclaimed).reclaimed).to.have.length(1);
    expect(await exchange.events("DemandReclaimed")).to.have.length(1);
    const unknown = await cli.as("challenger", ["reclaim", "--submission", "9"]);
    expect(unknown.code).to.equal(3);
    expect(said(unknown)).to.equal("The fund has no submission 9.");
  });

  it("refuses half a name of an entry, and a list that there is not", async () => {
    const half = await cli.as("challenger", ["demand", "--period", "1", "--tree", "positions"]);
    expect(half.code).to.equal(2);
    expect(said(half)).to.include("--index is missing");
    const other = await cli.as("challenger", ["demand", "--period", "1", ...entry("orders", 1)]);
    expect(other.code).to.equal(2);
    expect(said(other)).to.include("positions or liquidations");
  });
});
