// A fund with periods of an hour, and all that a scheduler works with, without a chain: what is sent is remembered.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FundIdentity } from "zke-insurance-fund";
import { liquidationTable, positionTable } from "zke-insurance-fund/bundle";
import type { Daemon } from "../../../../sdk/src/daemon/daemon.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import { openNotices } from "../../../../sdk/src/daemon/monitoring/notices.ts";
import { createScheduler, type ScheduleOptions } from "../../../../sdk/src/daemon/schedule/schedule.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";
import type { Submission } from "../../../../sdk/src/history/submissions.ts";
import { fakeFund, fakeRecord } from "../../support/fake-fund.ts";
import { submissionOf } from "../watch/submissions.ts";

const HOUR = 3_600n;
const OPENING = 1_760_000_000n;
const FUND: FundIdentity = { chainId: 31_337n, fund: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };
const RULE = { coverBps: 2000n, headBps: 9000n, basisAll: false, maxCoverageBps: 10_000n, maxLevels: 25n };
const WINDOWS = { challengeWindow: 1n, revealWindow: 1n, bondBps: 0n, settlementBond: 1n, demandBond: 1n };

/** What each part does; a test changes it between two looks, or two lives. */
interface Hands {
  tables: ScheduleOptions["tables"];
  publish: ScheduleOptions["publish"];
  /** Before and after a settlement is on chain. */
  send: (put: () => void) => void;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld(hours = 1n) {
  const folder = await mkdtemp(join(tmpdir(), "schedule-"));
  const [bundles, published, scratch] = ["bundles", "public", "scratch"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [bundles, published, scratch]) await mkdir(each);
  const chain = { next: 1n, lastEnd: OPENING, closed: false, now: OPENING };
  const submissions = new Map<bigint, Submission>();
  const sent: { period: bigint; leastCoverage: bigint | undefined }[] = [];
  const did: string[] = [];
  const told: { level: string; event: string; message: string }[] = [];
  const hands: Hands = {
    async tables({ period }) {
      did.push(`tables ${period}`);
      return tablesOf(period);
    },
    async publish(from, { period }) {
      did.push(`publish ${period}`);
      await cp(from, join(published, `period-${period}`), { recursive: true });
    },
    send: (put) => put(),
  };
  const views = {
    nextPeriod: () => chain.next,
    lastEndTime: () => chain.lastEnd,
    record: () => fakeRecord("none"),
    policyAt: () => ({ ...RULE, ...WINDOWS, periodHours: hours }),
  };
  const fund = {
    ...(await fakeFund({ identity: FUND, decimals: 6, views })),
    overview: async () => ({ closed: chain.closed }),
  };
  const log = (level: string, event: string, message: string) => void told.push({ level, event, message });
  const notices = openNotices(openDatabase(":memory:"), log as never);
  const sender = { address: FUND.fund, inTurn: (task: () => unknown) => task(), recover: async () => {} };

  const send: Parameters<typeof createScheduler>[4] = async (_fund, _sender, order) => {
    const { settlement } = order;
    did.push(`submit ${settlement.period}`);
    hands.send(() => {
      if (settlement.period !== chain.next) throw new Error(`period ${settlement.period} was submitted twice`);
      sent.push({ period: settlement.period, leastCoverage: order.leastCoverage });
      [chain.next, chain.lastEnd] = [chain.next + 1n, settlement.endTime];
      const serial = BigInt(submissions.size + 1);
      submissions.set(serial, submissionOf({ settlement }, { serial, dataURI: order.dataURI ?? "" }));
    });
    return { sent: true, record: { coverage: 0n }, transaction: "0x01", approvals: [] } as never;
  };

  /** A life of the scheduler: what was before is on disk and on chain alone. */
  async function life(more: Partial<ScheduleOptions> & { readonly isDryRun?: boolean } = {}) {
    const { isDryRun = false, ...given } = more;
    const metrics = createMetrics("fund_schedule_");
    const daemon = { chain: FUND, fund, notices, scratch, log, decimals: 6, sender: isDryRun ? undefined : sender };
    const options: ScheduleOptions = {
      ...{ bundles, delay: 0n, interval: 1, once: true, limits: { leastEther: 0n } },
      tables: (period, signal) => hands.tables(period, signal),
      publish: (from, period, signal) => hands.publish(from, period, signal),
      dataUri: `${pathToFileURL(published).href}/period-{period}`,
      fetch: { allowPrivate: true },
      ...given,
    };
    const { signal } = new AbortController();
    const scheduler = await createScheduler(daemon as unknown as Daemon, options, metrics, signal, send);
    const view = () => ({ submissions, head: { number: 1, hash: "", parentHash: "", time: chain.now }, cursor: 1 });
    return {
      metrics,
      foundWrong: () => scheduler.foundWrong(),
      stuck: () => scheduler.stuck?.(view() as never),
      /** Looks as often as it takes until nothing is left to do, or it is given up. */
      async run() {
        do {
          await scheduler.act(view() as never);
          notices.tell();
          await new Promise((resolve) => setTimeout(resolve, 2));
        } while (!scheduler.idle(view() as never) && scheduler.stuck?.(view() as never) === undefined);
        notices.tell();
      },
    };
  }

  return {
    ...{ folder, bundles, published, chain, submissions, sent, did, told, hands, fund, life },
    /** Lets time pass until so many periods are over, and one second. */
    pass(periods: bigint) {
      chain.now = OPENING + periods * HOUR + 1n;
    },
    events: (level?: string) =>
      told.flatMap((each) => (level === undefined || each.level === level ? [each.event] : [])),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Tables of a period: a loss of 100, of which the fund's quota is 20. */
async function tablesOf(period: bigint) {
  const time = OPENING + (period - 1n) * HOUR;
  const profits = { alice: "500", bob: "300" };
  const rows = Object.entries(profits).map(([account, profit]) => ({ account, position: "BTCUSDT", profit }));
  const values = { quantity: "0.001", takeover_value: "100", close_value: "0" };
  const loss = { liquidation: `liq-${period}`, market: "BTCUSDT", side: "long", ...values, time } as const;
  return {
    positions: await positionTable(rows, { decimals: 6 }),
    liquidations: await liquidationTable([loss], { decimals: 6, startTime: time, endTime: time + HOUR }),
  };
}
