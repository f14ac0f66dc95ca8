// Measures what each call costs, as whole transactions on the USDT-like token, and writes snapshots/gas.json.
// Run by `npm run generate` after a change of the contracts; `npm run check` fails while the written figures are not the measured ones.
import { mkdir, writeFile } from "node:fs/promises";

import { network } from "hardhat";
import {
  DEFAULT_RULE,
  domainOf,
  type Hex,
  hashSettlement,
  liquidationLeafHash,
  type Position,
  positionLeafHash,
  quotaUp,
  type Settlement,
} from "zke-insurance-fund";

const LEAVES = 1n << 24n;
const UNIT = 10n ** 6n;
const POLICY = {
  coverBps: 2000,
  headBps: 9000,
  basisAll: false,
  periodHours: 1,
  maxCoverageBps: 10_000,
  challengeWindow: 259_200,
  revealWindow: 21_600,
  maxLevels: 25,
  bondBps: 1000,
  settlementBond: 10_000n * UNIT,
  demandBond: 10n * UNIT,
};

// A fixed date, so that calldata costs the same in every run.
const { ethers, networkHelpers } = await network.create({ override: { initialDate: "2026-01-01T00:00:00Z" } });
const [deployer, operator, clearing, challenger, demander] = await ethers.getSigners();
if (!deployer || !operator || !clearing || !challenger || !demander)
  throw new Error("the local chain has too few accounts");

const token = await ethers.deployContract("TetherLike");
const manager = await ethers.deployContract("AccessManager", [deployer.address]);
const opening = BigInt(await networkHelpers.time.latest()) - 86_400n * 300n;
const fund = await ethers.deployContract("InsuranceFund", [
  await token.getAddress(),
  await manager.getAddress(),
  clearing.address,
  opening,
  POLICY,
]);
const fundAddress = await fund.getAddress();
const { chainId } = await ethers.provider.getNetwork();
const domain = domainOf({ chainId, fund: fundAddress as Hex });
const restricted = (["credit", "submit", "cancel"] as const).map((name) => fund.interface.getFunction(name).selector);
await manager.setTargetFunctionRole(fundAddress, restricted, 1n);
await manager.grantRole(1n, operator.address, 0);
for (const account of [deployer, operator, challenger, demander]) {
  await token.issue(account.address, 10n ** 9n * UNIT);
  await token.connect(account).approve(fundAddress, 10n ** 9n * UNIT);
}

const measured: Record<string, number> = {};
type Sent = { wait(): Promise<{ gasUsed: bigint } | null> };
async function measure(name: string, sent: Promise<Sent>): Promise<void> {
  const receipt = await (await sent).wait();
  if (name) measured[name] = Number(receipt?.gasUsed);
}

// A list of 2^24 leaves of which one pair of neighbours is known: their path ends in nodes that nobody has to compute.
const path = Array.from({ length: 23 }, (_, i) => ethers.keccak256(ethers.toBeHex(i, 32)) as Hex);
const slotOf = (index: bigint) => 2n * LEAVES - 2n - index;
function rootFrom(slot: bigint, node: string, siblings: readonly string[]): Hex {
  let [t, h] = [slot, node];
  for (const sibling of siblings) {
    h = ethers.keccak256(t % 2n === 1n ? ethers.concat([h, sibling]) : ethers.concat([sibling, h]));
    t = (t - 1n) >> 1n;
  }
  return h as Hex;
}
const key = (i: number) => ethers.id(`key ${i}`) as Hex;
const INDEX = 5_000_000n;

/** Two neighbours under one root, each with its path. */
interface Neighbours {
  readonly a: Position;
  readonly b: Position;
  readonly proofA: string[];
  readonly proofB: string[];
  readonly root: Hex;
}
function neighbours(profitA: bigint, profitB: bigint): Neighbours {
  const before = 880_000_000n * UNIT;
  const a = { index: INDEX, key: key(0), profit: profitA, cumulativeProfit: before };
  const b = { index: INDEX + 1n, key: key(1), profit: profitB, cumulativeProfit: before + profitB };
  const proofA = [positionLeafHash(b), ...path];
  const proofB = [positionLeafHash(a), ...path];
  return { a, b, proofA, proofB, root: rootFrom(slotOf(INDEX), positionLeafHash(a), proofA) };
}

const liquidation = {
  index: INDEX,
  key: key(7),
  market: ethers.encodeBytes32String("BTCUSDT") as Hex,
  side: 1n,
  quantity: 10n ** 14n,
  takeoverValue: 10n * UNIT,
  closeValue: 8n * UNIT,
  time: opening + 5400n,
  cumulativeProfit: 4n * UNIT,
  cumulativeLoss: 6n * UNIT,
} as const;
const liquidationProof = [key(8), ...path];
const liquidationsRoot = rootFrom(slotOf(INDEX), liquidationLeafHash(liquidation), liquidationProof);

let period = 0n;
let start = opening;
const loss = 1_000_000n * UNIT;
function header(list: Neighbours): Settlement {
  period += 1n;
  const s = {
    period,
    startTime: start,
    endTime: start + 3600n,
    profit: 12_345_678_901n,
    loss,
    liquidationCount: LEAVES,
    liquidationsRoot,
    positionCount: LEAVES,
    positionsRoot: list.root,
    totalProfit: 1_000_000_000n * UNIT,
    headCount: 6_000_000n,
    headProfit: 900_000_000n * UNIT,
  };
  start = s.endTime;
  return s;
}
const URI = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
const asOperator = fund.connect(operator);
const honest = neighbours(20n * UNIT, 19n * UNIT);
const submit = async (s: Settlement, name = "") =>
  measure(name, asOperator.submit(s, quotaUp(loss, DEFAULT_RULE), URI));

// Credits by references that look like hashes.
const credits = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ amount: 5n * UNIT, ref: ethers.id(`liquidation ${i}`) }));
let sequence = 1n;
async function measureCredits(count: number): Promise<void> {
  await measure(`credit, ${count} in a call`, asOperator.credit(9n, sequence, credits(count)));
  sequence += BigInt(count);
}

await measure("", fund.connect(demander).donate(10_000_000n * UNIT));

// Credits, submit with G and bond pulled, finalize, withdraw: each after a first one.
const first = header(honest);
await submit(first, "submit, first");
const second = header(honest);
await submit(second, "submit");
await measure("", asOperator.credit(9n, 0n, credits(1)));
for (const count of [1, 10, 100, 500]) await measureCredits(count);
await measure("credit, first of a period", asOperator.credit(10n, 0n, credits(1)));
await measure("donate", fund.connect(demander).donate(5n * UNIT));

await measure("demand, first", fund.connect(demander).demand(second, 1, INDEX));
await measure("demand", fund.connect(demander).demand(second, 1, INDEX + 1n));
await measure("reveal, first", asOperator.revealPosition(second, honest.a, honest.proofA));
await measure("reveal", asOperator.revealPosition(second, honest.b, honest.proofB));
await measure("", fund.connect(demander).demand(second, 0, INDEX));
await measure("reveal, liquidation", asOperator.revealLiquidation(second, liquidation, liquidationProof));
measured.shareOf = Number(await fund.shareOf.estimateGas(second, honest.a, honest.proofA));
measured.verifyLiquidation = Number(await fund.verifyLiquidation.estimateGas(second, liquidation, liquidationProof));

await networkHelpers.time.increase(POLICY.challengeWindow + POLICY.revealWindow);
await measure("finalize, first", fund.finalize(first));
await measure("finalize", fund.finalize(second));
await measure("withdraw", asOperator.withdraw(operator.address));
await measure("withdraw, clearing", fund.connect(clearing).withdraw(clearing.address));

// Challenges of two positions in the wrong order, by an account to which nothing was claimable before.
const unsorted = neighbours(19n * UNIT, 20n * UNIT);
const third = header(unsorted);
await submit(third);
for (const index of [1n, 2n]) await measure("", fund.connect(demander).demand(third, 1, index));
await measure(
  "challengePositionPair",
  fund.connect(challenger).challengePositionPair(third, unsorted.a, unsorted.proofA, unsorted.b, unsorted.proofB),
);
await measure("reclaim, first", fund.connect(demander).reclaim(3n, 1, 1n));
await measure("reclaim", fund.connect(demander).reclaim(3n, 1, 2n));
await measure("withdraw, challenger", fund.connect(challenger).withdraw(challenger.address));
const zero = neighbours(0n, 0n);
const fourth = { ...third, positionsRoot: zero.root };
await submit(fourth, "submit, again");
await measure("challengePosition", fund.connect(challenger).challengePosition(fourth, zero.a, zero.proofA));
await submit(third);
await measure("", fund.connect(deployer).demand(third, 0, 3n));
await networkHelpers.time.increase(POLICY.revealWindow + 1);
await measure("expire", fund.expire(third, 0, 3n));
await submit(third);
await measure("cancel", asOperator.cancel(third));
if (hashSettlement(third, domain) !== (await fund.record(3n)).settlementHash)
  throw new Error("the header's hash differs");

const code = await ethers.provider.getCode(fundAddress);
measured["code size in bytes"] = (code.length - 2) / 2;
await mkdir(new URL("../snapshots/", import.meta.url), { recursive: true });
await writeFile(new URL("../snapshots/gas.json", import.meta.url), `${JSON.stringify(measured, null, 2)}\n`);
console.table(measured);
