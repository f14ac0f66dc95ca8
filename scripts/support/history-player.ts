// Plays the plan of a history: puts on the agenda what each period brings.
import { type FundIdentity, type Hex, type RulePolicy, resultOf } from "zke-insurance-fund";
import { type LiquidationInput, readLiquidationsCsv, readPositionsCsv, settleTables } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import parameters from "../../ignition/parameters/local.json" with { type: "json" };
import { playFate } from "./history-fates.ts";
import type { PeriodPlan } from "./history-plan.ts";
import { creditAll, type Gain, hashOf, type Stage } from "./history-stage.ts";
import { integerIn, type Random } from "./random.ts";
import { seededPeriod } from "./seeded-period.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNIT = 1_000_000n;
const DECIMALS = 6;
const UNLIMITED = 2n ** 256n - 1n;
/** The largest donation, in hundredths of a token. */
const LARGEST_GIFT = 200_000;
const MOST_IN_A_CALL = 5;
const FEE_BPS = 10n;
const FEE_LIMIT = 20n;
const TIMELOCK = 7 * DAY;

/** What the governor announces, one after the other. */
const POLICY_CHANGES = [
  { maxCoverageBps: 1_000n, settlementBond: 20_000n * UNIT },
  { coverBps: 2_500n },
  { basisAll: true, bondBps: 200n },
  { headBps: 8_000n, revealWindow: 4n * 3_600n },
];

/** Puts a whole history on the agenda. */
export async function playHistory(plan: readonly PeriodPlan[], endowment: bigint, stage: Stage): Promise<void> {
  const { agenda, moves, local, startTime } = stage;
  const { operator, trader, challenger } = local;
  agenda.at(startTime + MINUTE, async (time) => {
    for (const { address } of [operator, trader, challenger]) {
      await moves.token(time, address, "approve", [moves.fundAddress, UNLIMITED]);
    }
    await moves.fund(time, operator.address, "donate", [endowment]);
  });
  playFee(plan, stage);
  let start = startTime;
  let policy: object = parameters.LocalFund.policy;
  const changes = POLICY_CHANGES[Symbol.iterator]();
  for (const period of plan) {
    const times = { start, end: start + period.length };
    // A little later, so that a policy that is put in force at its start counts.
    agenda.at(start + 2 * MINUTE, () => playPeriod(period, times, stage));
    if (period.newPolicy) {
      policy = { ...policy, ...changes.next().value };
      playPolicy(policy, start + HOUR, stage);
    }
    start += period.length;
  }
}

/** The token takes a fee from the first period that has one, until all of them are settled. */
function playFee(plan: readonly PeriodPlan[], { startTime, agenda, moves, local }: Stage): void {
  const first = plan.findIndex(({ fee }) => fee);
  if (first < 0) return;
  const last = plan.findLastIndex(({ fee }) => fee);
  const endOf = (count: number) => plan.slice(0, count).reduce((sum, { length }) => sum + length, startTime);
  const set = (time: number, rate: bigint) =>
    agenda.at(time, () => moves.token(time, local.deployer.address, "setParams", [rate, FEE_LIMIT]));
  set(endOf(first) + 5 * MINUTE, FEE_BPS);
  set(endOf(last + 1) + DAY, 0n);
}

/** The governor announces a policy, and puts it in force as soon as it may. */
function playPolicy(policy: object, announced: number, { agenda, moves, local }: Stage): void {
  const { governor } = local;
  const data = FUND_INTERFACE.encodeFunctionData("setPolicy", [policy]);
  const executed = announced + TIMELOCK;
  agenda.at(announced, (time) =>
    moves.manager(time, governor.address, "schedule", [moves.fundAddress, data, executed]),
  );
  agenda.at(executed, (time) => moves.fund(time, governor.address, "setPolicy", [policy]));
}

interface Times {
  readonly start: number;
  readonly end: number;
}

async function playPeriod(plan: PeriodPlan, times: Times, stage: Stage): Promise<void> {
  const { seed, ...kind } = plan.tables;
  const format = { decimals: DECIMALS, startTime: BigInt(times.start), endTime: BigInt(times.end) };
  const tables = seededPeriod(seed, format, kind);
  const positions = await readPositionsCsv(tables.positions, format);
  const liquidations = await readLiquidationsCsv(tables.liquidations, format);
  stage.quote(plan.period, tables);
  const bundle = settleTables({
    ...format,
    identity: await identityOn(stage),
    period: plan.period,
    rule: await ruleAt(times.start, stage),
    secret: hashOf(`secret of period ${plan.period} of ${seed}`),
    positions,
    liquidations,
  });
  playCredits(plan, times, liquidations, stage);
  playGifts(plan, times, stage);
  playFate(plan, bundle, times.end, stage);
}

async function identityOn({ local }: Stage): Promise<FundIdentity> {
  const { provider } = local.operator;
  if (provider === null) throw new Error("the operator has no chain");
  const { chainId } = await provider.getNetwork();
  return { chainId, fund: (await local.fund.getAddress()) as Hex };
}

async function ruleAt(time: number, { local }: Stage): Promise<RulePolicy> {
  const { coverBps, headBps, basisAll } = await local.fund.policyAt(time);
  return { coverBps: Number(coverBps), headBps: Number(headBps), basis: basisAll ? "all" : "head" };
}

/** Profits are credited soon after they happened, some at once; all of them or the first half. Some periods get more than their profit. */
function playCredits(
  plan: PeriodPlan,
  { start, end }: Times,
  liquidations: readonly LiquidationInput[],
  stage: Stage,
): void {
  const { random, has, period } = plan;
  const gains = liquidations
    .map((liquidation) => ({ ref: hashOf(liquidation.liquidation), amount: resultOf(liquidation) }))
    .filter(({ amount }) => amount > 0n);
  const credited = has.unpaid ? gains.slice(0, gains.length >> 1) : gains;
  if (has.surplus) credited.push({ ref: hashOf("a late gain"), amount: BigInt(integerIn([1, 500], random)) * UNIT });
  const calls = inCalls(credited, random);
  const times = calls.map(() => integerIn([start + 3 * MINUTE, end - 1], random)).sort((a, b) => a - b);
  for (const [at, call] of calls.entries()) {
    stage.agenda.at(times[at] ?? end, (time) => creditAll(time, period, call, stage));
  }
}

/** Gains in the order they came, one or some to a call. */
function inCalls(gains: readonly Gain[], random: Random): Gain[][] {
  const calls: Gain[][] = [];
  for (let at = 0; at < gains.length; ) {
    const size = integerIn([1, MOST_IN_A_CALL], random);
    calls.push(gains.slice(at, at + size));
    at += size;
  }
  return calls;
}

/** Donations, and tokens that are sent without a call until somebody counts them in. */
function playGifts({ random, has }: PeriodPlan, { start, end }: Times, { agenda, moves, local }: Stage): void {
  const { trader, challenger } = local;
  const some = () => BigInt(integerIn([1, LARGEST_GIFT], random)) * 10_000n;
  const within = () => integerIn([start + 3 * MINUTE, end - HOUR], random);
  if (has.donation) agenda.at(within(), (time) => moves.fund(time, trader.address, "donate", [some()]));
  if (!has.transfer) return;
  agenda.at(within(), async (time) => {
    await moves.token(time, trader.address, "transfer", [moves.fundAddress, some()]);
    agenda.at(time + 30 * MINUTE, async (later) => {
      if ((await local.fund.solvency()) > 0n) await moves.fund(later, challenger.address, "sync", []);
    });
  });
}
