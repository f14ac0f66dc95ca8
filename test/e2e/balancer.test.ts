// A balancer of two nodes: one of them is three blocks of a second behind, and half of all questions meet it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { connectChain, openFund } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { randomOf } from "../../scripts/support/random.ts";
import { type FaultyNode, lagging, startFaultyNode } from "../support/faulty-node.ts";
import { describeOnAnvil } from "./anvil.ts";
import type { Run } from "./cli.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { rpc } from "./devnet.ts";
import { jsonOf, settlerOf } from "./settling.ts";

const LAG = 3;
const WINDOW = 100_000;
const FALSE =
  /does not have a view|token does that|took the place|There is no fund|0x0{64}|"bond":"0"|reverted without a reason/;

describeOnAnvil("a balancer with a node that is behind", function () {
  this.timeout(1_500_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let node: FaultyNode;
  let folder: string;
  let cli: ReturnType<typeof fundOnChain>;

  before(async () => {
    anvil = await startAnvilFund();
    node = await startFaultyNode(anvil.rpc);
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain({ ...anvil, rpc: node.rpc }, folder);
    await rpc(anvil.rpc, "evm_setIntervalMining", 1);
    const random = randomOf(7);
    const head = async () => Math.max(Number(await rpc(anvil.rpc, "eth_blockNumber")) - LAG, 0);
    node.fail(lagging(head, () => random() < 0.5));
  });
  after(async () => {
    await node?.close();
    await rm(folder, { recursive: true, force: true });
    await anvil?.stop();
  });

  /** Runs a command twice: done by the first, or told to be undone and done by the second; and once. */
  async function twice(part: string, args: readonly string[]): Promise<[Run, Run]> {
    const command = [...args, "--json", "--timeout", "60"];
    const runs: Run[] = [];
    for (let i = 0; i < 2; i++) {
      const run = await cli.as(part, command);
      expect(run.stdout + run.stderr).not.to.match(FALSE);
      runs.push(run);
    }
    const [first, second] = runs as [Run, Run];
    expect(first.code === 0 || first.code === 3, first.stderr).to.equal(true);
    return [first, second];
  }

  it("lets 12 credits, a submit, a demand and a finalize be done once each", async () => {
    const chain = await connectChain(anvil.rpc);
    const fund = await openFund(chain.provider, anvil.fund);
    for (let i = 0; i < 12; i++) {
      const [, second] = await twice("operator", ["credit", "--period", "1", "--amount", "1", "--ref", `liq-${i}`]);
      expect(second.code, second.stderr).to.equal(0);
      expect((await fund.credited(1n)).count).to.equal(BigInt(i + 1));
    }
    const { lastEndTime: start } = await fund.overview();
    const settle = settlerOf(anvil, cli, folder);
    const bundle = await settle({ period: 1, start: String(start), end: String(start + 86_400n) });
    const [submitted, submittedAgain] = await twice("operator", [
      ...["submit", "--bundle", bundle, "--least-coverage", "0", "--data-uri", "https://example.org/"],
    ]);
    expect(submittedAgain.code, submittedAgain.stderr).to.equal(0);
    const record = await fund.record(1n);
    expect(record.status).to.equal("pending");
    const figures = jsonOf(submitted.code === 0 ? submitted : submittedAgain);
    expect(figures).to.deep.include({ bond: String(record.bond), settlementHash: record.settlementHash });

    const [demanded] = await twice("challenger", ["demand", "--period", "1", "--tree", "positions", "--index", "1"]);
    expect(demanded.code, demanded.stderr).to.equal(0);
    expect((await fund.record(1n)).openDemands).to.equal(1n);
    const [revealed] = await twice("operator", [
      ...["reveal", "--period", "1", "--tree", "positions", "--index", "1", "--bundle", bundle],
    ]);
    expect(revealed.code, revealed.stderr).to.equal(0);

    await rpc(anvil.rpc, "evm_increaseTime", 2 * WINDOW);
    await rpc(anvil.rpc, "anvil_mine", `0x${(2 * LAG).toString(16)}`);
    const [finalized, finalizedAgain] = await twice("operator", ["finalize", "--period", "1", "--bundle", bundle]);
    expect(finalizedAgain.code, finalizedAgain.stderr).to.equal(0);
    expect(jsonOf(finalized.code === 0 ? finalized : finalizedAgain).status).to.equal("finalized");
    chain.provider.destroy();
  });
});
