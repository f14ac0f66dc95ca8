// What the demo does and tells, step by step, with nothing but the SDK and a chain.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { formatAmount, type Hex, PLAIN, type Problem, resultOf, textOf } from "zke-insurance-fund";
import {
  type Bundle,
  checkStatement,
  type LiquidationInput,
  type PositionTable,
  proveStatement,
  readBundle,
  readLiquidationsCsv,
  readLiquidationsFile,
  readPositionsCsv,
  readPositionsFile,
  type Statement,
  settleTables,
  statementNames,
  verifyBundle,
  writeBundle,
} from "zke-insurance-fund/bundle";
import {
  allow,
  type Chain,
  checkShare,
  connectChain,
  createSender,
  credit,
  FUND_INTERFACE,
  type Fund,
  finalize,
  identityOf,
  openFund,
  refOf,
  type Sender,
  type SettlementOrder,
  submit,
  withdraw,
} from "zke-insurance-fund/chain";
import type { DevnetFacts } from "zke-insurance-fund/node";
import { startDevnet } from "./devnet.ts";
import { cents, count, percent, shortTime } from "./figures.ts";
import { seededPeriod, USUAL } from "./seeded-period.ts";
import type { PriceRow } from "./seeded-prices.ts";
import { priceLines } from "./story-prices.ts";

/** Which period is told. */
export interface StoryOptions {
  /** Real tables; a made-up period unless given. */
  readonly files?: { readonly positions: string; readonly liquidations: string } | undefined;
  readonly seed: number;
}

type Tell = (...lines: string[]) => void;

/** A demonstration needs no secret; a fixed one makes its roots the same in every run. */
const SECRET: Hex = `0x${"11".repeat(32)}`;
const ENDOWMENT = 5_000_000_000_000n;

interface Scene {
  readonly tell: Tell;
  readonly facts: DevnetFacts;
  readonly chain: Chain;
  readonly fund: Fund;
  readonly token: Hex;
  readonly operator: Sender;
}

interface Tables {
  readonly positions: PositionTable;
  readonly liquidations: readonly LiquidationInput[];
  /** What the markets' prices were; known of a made-up period only. */
  readonly prices?: readonly PriceRow[];
}

/** Plays a period from its tables to the payment. */
export async function tellStory(options: StoryOptions, tell: Tell): Promise<void> {
  const devnet = await startDevnet(0);
  const folder = await mkdtemp(join(tmpdir(), "fund-demo-"));
  try {
    const { facts } = devnet;
    const chain = await connectChain(facts.rpc);
    const fund = await openFund(chain.provider, facts.fund);
    const operator = senderOf(chain, facts, "operator");
    const scene = { tell, facts, chain, fund, token: await fund.token(), operator };
    await play(scene, options, join(folder, "bundle"));
    chain.provider.destroy();
  } finally {
    await rm(folder, { recursive: true, force: true });
    await devnet.close();
  }
  tell(
    "",
    `Told in ${(performance.now() / 1000).toFixed(1)} s. Amounts are in USDT, rounded to cents; on chain they are exact.`,
  );
}

/** The tables of the period from the end of the last one until now. */
async function readTables({ fund }: Scene, { files, seed }: StoryOptions): Promise<Tables> {
  const { lastEndTime, time } = await fund.overview();
  const format = { decimals: await fund.decimals(), startTime: lastEndTime, endTime: time };
  if (files !== undefined) {
    return {
      positions: await readPositionsFile(files.positions, format),
      liquidations: await readLiquidationsFile(files.liquidations, format),
    };
  }
  const { positions, liquidations, prices } = seededPeriod(seed, format, { ...USUAL, mispriced: true });
  return {
    prices,
    positions: await readPositionsCsv(positions, format),
    liquidations: await readLiquidationsCsv(liquidations, format),
  };
}

async function play(scene: Scene, options: StoryOptions, folder: string): Promise<void> {
  const tables = await readTables(scene, options);
  await openingOf(scene);
  await creditsOf(scene, tables.liquidations);
  const bundle = await settlementOf(scene, tables);
  await submissionOf(scene, bundle, folder);
  scene.tell(...(await priceLines(bundle, tables.prices)));
  await checksOf(scene, bundle);
  await paymentOf(scene, bundle);
}

async function openingOf({ tell, facts, chain, fund, token, operator }: Scene): Promise<void> {
  const policy = await fund.policy();
  await allow(chain.provider, operator, { token, spender: fund.address, amount: ENDOWMENT });
  const data = FUND_INTERFACE.encodeFunctionData("donate", [ENDOWMENT]) as Hex;
  await operator.send({ id: "donate", to: fund.address, data });
  tell(
    "The transparent insurance fund, on a local chain of its own",
    "",
    `1. The fund stands at ${facts.fund}. Nobody can bend its rule, the exchange included:`,
    `   it covers ${percent(policy.coverBps)} of a period's liquidation losses; the rest is shared by the head, the most profitable`,
    `   positions that together hold ${percent(policy.headBps)} of all profit. The exchange endows the fund with ${cents(ENDOWMENT)}.`,
  );
}

async function creditsOf({ tell, chain, fund, operator }: Scene, liquidations: readonly LiquidationInput[]) {
  const gains = liquidations
    .map((liquidation) => ({ ref: refOf(liquidation.liquidation), amount: resultOf(liquidation) }))
    .filter(({ amount }) => amount > 0n);
  if (gains.length === 0) {
    const said = "none of them with a profit. A profit would go to the fund in full.";
    tell(`2. Liquidations happen: ${liquidations.length}, ${said}`);
    return;
  }
  const { credits } = await credit(fund, operator, { period: 1n, credits: gains });
  const calls = [...new Set(credits.map(({ transaction }) => transaction))];
  let gas = 0n;
  for (const hash of calls) gas += (await chain.provider.getTransactionReceipt(hash))?.gasUsed ?? 0n;
  const sum = gains.reduce((total, { amount }) => total + amount, 0n);
  tell(
    `2. Liquidations happen: ${liquidations.length}. ${gains.length} close with a profit, which goes to the fund in full: ${cents(sum)}, credited`,
    `   one by one in the books and ${calls.length === 1 ? "in one call" : `in ${calls.length} calls`}, for ${count(gas / BigInt(gains.length))} gas each.`,
  );
}

async function settlementOf({ tell, fund }: Scene, { positions, liquidations }: Tables): Promise<Bundle> {
  const { lastEndTime, time, assets } = await fund.overview();
  const rule = await fund.policyAt(lastEndTime);
  const { coverBps, headBps, basis } = rule;
  const bundle = settleTables({
    identity: await identityOf(fund),
    decimals: await fund.decimals(),
    period: 1n,
    startTime: lastEndTime,
    endTime: time,
    rule: { coverBps, headBps, basis },
    secret: SECRET,
    positions,
    liquidations,
  });
  const { settlement, outcome } = bundle.document;
  const { headCount, headProfit, totalProfit, positionCount, loss } = settlement;
  tell(
    `3. The period ends. ${count(positionCount)} positions are in profit, ${cents(totalProfit)} together; losses are ${cents(loss)}:`,
    `     the fund's part     ${cents(outcome.quota).padStart(16)}   of the ${cents(assets)} that it has`,
    `     the head's part     ${cents(outcome.shared).padStart(16)}   shared by ${count(headCount)} of ${count(positionCount)} positions, with ${cents(headProfit)} profit`,
  );
  return bundle;
}

async function submissionOf({ tell, fund, operator }: Scene, bundle: Bundle, folder: string): Promise<void> {
  await writeBundle(folder, bundle);
  const { settlement, outcome } = bundle.document;
  const order: SettlementOrder = { ...bundle.document, dataURI: "https://exchange.example/settlements/1/" };
  const { record } = await submit(fund, operator, order);
  const deficit = settlement.loss - outcome.shared - record.coverage;
  const verdict = verifyBundle(await readBundle(folder, { private: false }));
  if (!verdict.ok) throw new Error(`the bundle is wrong: ${JSON.stringify(verdict.findings)}`);
  tell(
    `4. The settlement goes on chain: the positions under one Merkle root, ${settlement.positionsRoot},`,
    `   coverage ${cents(record.coverage)}, deficit ${cents(deficit)}, and a bond of ${cents(record.bond)} that is lost if it is wrong.`,
    "   The lists are public under pseudonyms: anyone recomputes all of it. Done here, from the files: it is right.",
  );
}

async function checksOf({ tell, fund }: Scene, bundle: Bundle): Promise<void> {
  const statement = someStatement(bundle);
  if (statement === undefined) {
    tell("6. There is nothing to share in this period, so no trader is charged.");
    return;
  }
  const { account, position, share, profit, proof } = statement;
  const amount = (units: bigint) => formatAmount(units, statement.decimals);
  const said = (problem: Problem) => textOf(problem, { ...PLAIN, amount });
  const offline = checkStatement(statement);
  const onChain = await checkShare(fund, statement);
  if (!offline.ok || !onChain.ok) throw new Error([...offline.problems, ...onChain.problems].map(said).join(" "));
  const half = checkStatement({ ...statement, share: share / 2n });
  const smaller = await checkShare(fund, { ...statement, profit: profit / 2n });
  tell(
    `6. A trader checks: ${account}, ${position}, is charged ${cents(share)} of a profit of ${cents(profit)}.`,
    `   ${proof.length} hashes lead from this entry to the root, and the contract computes the same share.`,
    "7. A forger tries half the share, then half the profit. Refused:",
    `     ${half.problems.map(said)[0] ?? "ACCEPTED"}`,
    `     ${smaller.problems.map(said)[0] ?? "ACCEPTED"}`,
  );
}

async function paymentOf({ tell, facts, chain, fund }: Scene, { document }: Bundle): Promise<void> {
  const { period } = document.settlement;
  const { challengeWindow } = await fund.policy();
  const anyone = senderOf(chain, facts, "trader");
  const early = await finalize(fund, anyone, document.settlement).then(
    () => "it was not refused",
    () => "refused",
  );
  await chain.provider.send("evm_increaseTime", [Number(challengeWindow)]);
  await finalize(fund, anyone, document.settlement);
  const { amount } = await withdraw(fund, senderOf(chain, facts, "clearing"), facts.accounts.clearing.address as Hex);
  const bond = await withdraw(fund, senderOf(chain, facts, "operator"), facts.accounts.operator.address as Hex);
  const { totals, assets, solvency, time } = await fund.overview();
  const agree = solvency === 0n ? "The token balance agrees." : "The token balance DISAGREES.";
  tell(
    `8. To finalize at once is ${early}: for ${Number(challengeWindow) / 3600} hours anyone may show a fault and have it voided. Nobody can.`,
    `9. Then anyone may finalize period ${period} (${shortTime(time)} on this chain). Clearing withdraws ${cents(amount)} for the customers,`,
    `   the exchange its bond of ${cents(bond.amount)}.`,
    `10. The books: ${cents(totals.credited)} credited + ${cents(totals.donated)} donated - ${cents(totals.covered)} covered = ${cents(assets)}. ${agree}`,
  );
}

/** The statement of a position in the middle of the head. */
function someStatement(bundle: Bundle): Statement | undefined {
  const { statements } = bundle.private ?? {};
  if (statements === undefined || statements.count === 0) return undefined;
  const { account, position } = statementNames(statements, Math.floor(statements.count / 2));
  return proveStatement(bundle, account, position);
}

function senderOf(chain: Chain, { accounts }: DevnetFacts, part: keyof DevnetFacts["accounts"]): Sender {
  return createSender(chain, new Wallet(accounts[part].privateKey));
}
