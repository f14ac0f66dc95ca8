import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { connectChain, createSender, openFund, refOf } from "zke-insurance-fund/chain";
import { creditQueue, sqliteStore } from "zke-insurance-fund/node";
import { HAS_ANVIL } from "../support/anvil.ts";
import { startAnvilFund } from "../support/anvil-fund.ts";
import { type Measurement, mostGoal } from "./report.ts";

const CREDITS = 30_000;
/** Seconds between two blocks, as on Ethereum. */
const BLOCK_TIME = 12;
const MOST_BLOCKS = 10;
const MOST_GAS = 4_000;
const PERIOD = 1n;

/** How many blocks a queue of credits needs for a day's liquidations, from the first block after they are taken in to the last. */
export async function benchCredits(): Promise<Measurement[]> {
  if (!HAS_ANVIL) return [];
  const anvil = await startAnvilFund();
  const folder = await mkdtemp(join(tmpdir(), "bench-credits-"));
  const chain = await connectChain(anvil.rpc);
  const store = sqliteStore(join(folder, "transactions.sqlite"));
  try {
    await chain.provider.send("evm_setIntervalMining", [BLOCK_TIME]);
    const fund = await openFund(chain.provider, anvil.fund);
    const sender = createSender(chain, new Wallet(anvil.accounts.operator?.privateKey as string), { store });
    const queue = creditQueue(fund, sender, { inbox: join(folder, "inbox.sqlite") });
    const asked = Array.from({ length: CREDITS }, (_, at) => ({
      ...{ period: PERIOD, ref: refOf(`liquidation-${at}`), amount: BigInt(1_000_000 + 7_919 * at) },
    }));
    const start = performance.now();
    const before = await chain.provider.getBlockNumber();
    const taken = queue.addAll(asked);
    await queue.flush();
    const outcomes = await Promise.all(taken);
    const seconds = (performance.now() - start) / 1000;
    await queue.close();
    const blocks = Math.max(...outcomes.map(({ block }) => Number(block))) - before;
    const hashes = [...new Set(outcomes.map(({ transaction }) => transaction))];
    const receipts = await Promise.all(hashes.map((hash) => chain.provider.getTransactionReceipt(hash)));
    const gas = receipts.reduce((sum, receipt) => sum + Number(receipt?.gasUsed), 0) / CREDITS;
    const { count, amount } = await fund.credited(PERIOD);
    const expected = asked.reduce((sum, { amount }) => sum + amount, 0n);
    if (count !== BigInt(CREDITS) || amount !== expected) throw new Error(`${count} credits of ${amount} are on chain`);
    const what = `credits by a queue, blocks of ${BLOCK_TIME} s on anvil: ${blocks} blocks, ${hashes.length} calls, ${Math.round(gas)} gas each`;
    const goals = [mostGoal(MOST_BLOCKS - 1, "blocks", blocks), mostGoal(MOST_GAS, "gas", gas)];
    return [{ what, seconds, rows: CREDITS, goals }];
  } finally {
    await store.close();
    chain.provider.destroy();
    await rm(folder, { recursive: true, force: true });
    await anvil.stop();
  }
}
