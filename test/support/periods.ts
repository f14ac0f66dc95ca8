// Periods with every fate, played on the real contract from a seed: credits, demands, answers, silence, challenges, cancels and new
// submissions, often several in one second.
import type { NetworkConnection } from "hardhat/types/network";
import {
  amountsFrom,
  type Hex,
  liquidationAt,
  positionAt,
  proofOf,
  type SettledPeriod,
  settle,
} from "zke-insurance-fund";
import { eventOf } from "zke-insurance-fund/chain";
import { integerIn, pick, type Random, randomOf } from "../../scripts/support/random.ts";
import { SEED } from "../sdk/support/arbitraries.ts";
import type { deployBareFund } from "./bare-fund.ts";
import type { KeptLog } from "./rhythm-reader.ts";

/** The least time between two moments, in seconds: a block of the slowest chain. */
export const STEP = 12;

const CHALLENGE_WINDOW = 86_400;
const REVEAL_WINDOW = 3_600;
const RULE = { coverBps: 2000, headBps: 9000, basis: "head" } as const;
const PROFITS = [500n, 300n, 150n, 50n];

type Fate = "pending" | "finalized" | "cancelled" | "challenged" | "silent";
const FATES: readonly Fate[] = ["pending", "finalized", "finalized", "cancelled", "challenged", "silent"];

type Bare = Awaited<ReturnType<typeof deployBareFund>>;

/** Plays periods from 1 on, each as long as a step. Returns the chained events' logs in the order of the chain. */
export async function playPeriods({ ethers, networkHelpers }: NetworkConnection, { fund }: Bare, count: number) {
  const random = randomOf(SEED);
  const logs: KeptLog[] = [];
  const opening = await fund.lastEndTime();
  const latest = await networkHelpers.time.latest();
  let now = latest + STEP - ((latest - Number(opening)) % STEP);

  /** Sends at the moment that it is, and keeps the logs. */
  async function send(call: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
    await (await call).wait();
    const block = await ethers.provider.getBlock("latest");
    for (const log of await ethers.provider.getLogs({ address: fund.target as string, blockHash: block?.hash ?? "" })) {
      const event = eventOf(log);
      if (event === undefined) continue;
      const time = block?.timestamp ?? 0;
      const period = "period" in event.args ? event.args.period : 0n;
      const place = logs.filter((kept) => kept.time === time).length;
      logs.push({
        topics: log.topics,
        data: log.data,
        transactionHash: log.transactionHash as Hex,
        time,
        place,
        period,
        event,
      });
    }
  }
  const setTime = () => networkHelpers.time.setNextBlockTimestamp(now);
  const at = async (call: () => Promise<{ wait(): Promise<unknown> }>) => {
    await setTime();
    await send(call());
  };
  const pass = (seconds: number) => {
    now += STEP * Math.ceil(seconds / STEP);
  };
  const sometimesPass = () => {
    if (random() < 0.5) pass(integerIn([1, 600], random));
  };

  async function creditPeriod(period: bigint): Promise<void> {
    let sequence = (await fund.credited(period)).count;
    for (let calls = integerIn([0, 3], random); calls > 0; calls--) {
      const credits = Array.from({ length: integerIn([1, 4], random) }, (_, i) => ({
        amount: BigInt(i + 1),
        ref: ethers.id(`${period}:${sequence}:${i}`),
      }));
      const first = sequence;
      await at(() => fund.credit(period, first, credits));
      sequence += BigInt(credits.length);
      sometimesPass();
    }
  }

  /** Demands some entries, and answers them but for the last, if it shall stay silent. */
  async function demandSome(
    settled: SettledPeriod,
    silent: boolean,
  ): Promise<{ tree: number; index: number } | undefined> {
    const { settlement, positions } = settled;
    const indexes = PROFITS.map((_, index) => index).filter(() => random() < 0.4);
    if (silent && indexes.length === 0) indexes.push(0);
    const unanswered = silent ? indexes.at(-1) : undefined;
    for (const index of indexes) {
      await at(() => fund.demand(settlement, 1, index));
      sometimesPass();
    }
    const shown = random() < 0.5;
    if (shown) await at(() => fund.demand(settlement, 0, 0));
    for (const index of indexes.filter((one) => one !== unanswered)) {
      const proof = proofOf(positions.tree, positions.count, index);
      await at(() => fund.revealPosition(settlement, positionAt(positions, index), proof));
      if (random() < 0.2) pass(STEP);
    }
    if (shown) await at(() => fund.revealLiquidation(settlement, liquidationAt(settled.liquidations, 0), []));
    return unanswered === undefined ? undefined : { tree: 1, index: unanswered };
  }

  async function live(settled: SettledPeriod, fate: Fate): Promise<void> {
    const isFalse = fate === "challenged";
    const settlement = isFalse
      ? { ...settled.settlement, totalProfit: settled.settlement.totalProfit + 1n }
      : settled.settlement;
    const { positions } = settled;
    await at(() => fund.submit(settlement, 0n, ""));
    sometimesPass();
    const silence = await demandSome({ ...settled, settlement }, fate === "silent");
    sometimesPass();
    if (fate === "cancelled") await at(() => fund.cancel(settlement));
    if (isFalse) {
      // Demands that a void leaves open, answered or not.
      if (random() < 0.5) await openOne(settlement);
      const last = PROFITS.length - 1;
      const proof = proofOf(positions.tree, positions.count, last);
      await at(() => fund.challengePosition(settlement, positionAt(positions, last), proof));
    }
    if (silence !== undefined) {
      pass(REVEAL_WINDOW + STEP);
      await at(() => fund.expire(settlement, silence.tree, silence.index));
    }
    if (fate === "finalized") {
      pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
      await at(() => fund.finalize(settlement));
    }
  }

  async function openOne(settlement: SettledPeriod["settlement"]): Promise<void> {
    const { submission } = await fund.record(settlement.period);
    for (let index = 0; index < PROFITS.length; index++) {
      if ((await fund.demandOf(submission, 1, index)).demander !== ethers.ZeroAddress) continue;
      await at(() => fund.demand(settlement, 1, index));
      return;
    }
  }

  for (let period = 1n; period <= BigInt(count); period++) {
    const settled = settledPeriod(period, opening, random);
    await creditPeriod(period);
    for (let tries = 3; tries > 0; tries--) {
      const fate = pick(FATES, random);
      await live(settled, fate);
      if (fate === "pending" || fate === "finalized") break;
      if (random() < 0.3) await creditPeriod(period);
      if (random() < 0.2) break;
    }
    sometimesPass();
  }
  return { logs, leavesNoTrace: (log: KeptLog) => leavesNoTrace(log, logs) };
}

function settledPeriod(period: bigint, opening: bigint, random: Random): SettledPeriod {
  const startTime = opening + (period - 1n) * BigInt(STEP);
  const key = (n: bigint) => `0x${n.toString(16).padStart(64, "0")}` as Hex;
  const keys = new Uint8Array(32 * PROFITS.length).map((_, at) => (at % 32 === 31 ? Math.floor(at / 32) + 1 : 0));
  const time = startTime + BigInt(integerIn([0, STEP - 1], random));
  const liquidation = { key: key(period), market: "BTCUSDT", side: "long", quantity: 10n ** 18n, time } as const;
  return settle({
    ...{ period, startTime, endTime: startTime + BigInt(STEP), rule: RULE },
    positions: { count: PROFITS.length, keys, profits: amountsFrom(PROFITS) },
    liquidations: [{ ...liquidation, takeoverValue: 100n, closeValue: 0n }],
  });
}

/** A demand that nobody answered, of a submission that was voided, in a second in which another event of the period came before it. */
function leavesNoTrace(log: KeptLog, logs: readonly KeptLog[]): boolean {
  const { event } = log;
  if (event.name !== "Demanded") return false;
  const same = logs.filter((other) => other.period === log.period && other.event.name !== "Credited");
  const submission = (other: KeptLog) => ("submission" in other.event.args ? other.event.args.submission : undefined);
  const isVoided = same.some((other) => Number(submission(other)) > Number(event.args.submission));
  const isSecond = same.some((other) => other.time === log.time && other.place < log.place);
  const isAnswered = same.some(
    ({ event: other }) =>
      (other.name === "PositionRevealed" || other.name === "LiquidationRevealed") &&
      other.args.submission === event.args.submission &&
      other.args.leaf.index === event.args.index &&
      (other.name === "PositionRevealed") === (event.args.tree === "positions"),
  );
  return isVoided && isSecond && !isAnswered;
}
