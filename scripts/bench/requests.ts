import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { domainOf } from "zke-insurance-fund";
import { type ChainPolicy, FUND_INTERFACE } from "zke-insurance-fund/chain";
import { liabilitiesOf } from "../../sdk/src/audit/ledger/books.ts";
import type { Ledger } from "../../sdk/src/audit/ledger/ledger.ts";
import { rebuildBooks } from "../../sdk/src/audit/ledger/rebuild.ts";
import type { AuditedPeriod } from "../../sdk/src/audit/ledger/state.ts";
import { TOKEN } from "../../sdk/src/chain/token.ts";
import { type Measurement, mostGoal } from "./report.ts";
import { syntheticFund } from "./synthetic-fund.ts";
import type { Counts, NodePlan } from "./synthetic-node.ts";

const CLI = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;
const NODE = new URL("synthetic-node.ts", import.meta.url).href;
/** A year of blocks; so many before the fund's first. */
const HEAD = 2_628_000;
const OLDER = 18_000;
const STRIDE = 45;
const PERIODS = 1_000;
const LIMITS = [10, 1_000, 10_000];
/** Behind so few blocks a question an audit is of a tenth of the periods, on a tenth of the blocks: the rest is more of the same. */
const SLOW = 10;
const PART = 10;
const CHAIN = 1;
const FUND = `0x${"5f".repeat(20)}` as const;
const FUND_TOKEN = `0x${"70".repeat(20)}` as const;
const DECIMALS = 6;
const KEY = `0x${"11".repeat(32)}`;
const UNUSED = "http://node.invalid";
/** What a command may ask that reads no history. */
const MOST_QUESTIONS = 100;
/** What it took before a fund's first block was looked for, and before a node's limit was learnt. */
const BEFORE: Readonly<Record<string, string>> = {
  "credit 1000": "before, 238 questions",
  "credit 10000": "at 0.1, 4,109 questions, of 23,000,000 blocks",
  "audit 1000": "before, 42,850 questions in 41,012 requests",
  "audit 10000": "before, 3,413 questions in 1,575 requests",
  "audit 10": "at 0.1, 11 runs for 130 blocks",
};

/** How many requests a credit, a status and an audit need behind limits of so many blocks a question. */
export async function benchRequests(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-requests-"));
  try {
    const { credited } = syntheticFund(PERIODS);
    const [whole, part] = [await planOf(folder, PERIODS), await planOf(folder, PERIODS / PART)];
    const amount = String(Number(credited.amount) / 10 ** DECIMALS);
    const commands = {
      credit: ["--period", String(PERIODS), "--ref", credited.ref, "--amount", amount, "--json"],
      status: [],
      audit: ["--no-fetch"],
    };
    return Object.entries(commands).flatMap(([name, args]) =>
      LIMITS.map((limit) => {
        const plan = name === "audit" && limit === SLOW ? part : whole;
        return measurementOf(name, { ...plan, limit }, run(folder, { ...plan, limit }, [name, ...args]));
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measurementOf(name: string, { limit, periods, head }: NodePlan, ran: Ran): Measurement {
  const { seconds, requests, questions, bytes } = ran;
  const size = bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(0)} MB`;
  const figures = `${text(questions)} questions in ${text(requests)} requests, ${size}`;
  const before = BEFORE[`${name} ${limit}`];
  const what = {
    credit: "credit, of a reference that was credited before",
    audit: `audit of ${text(periods)} periods on ${text(head)} blocks`,
  };
  return {
    what: `${what[name as keyof typeof what] ?? name}, ${text(limit)} blocks of logs a question`,
    note: `${figures}${before === undefined ? "" : ` (${before})`}`,
    seconds,
    rows: 1,
    ...(name === "status" && { goals: [mostGoal(MOST_QUESTIONS, "questions", questions)] }),
  };
}

const text = (count: number) => count.toLocaleString("en");

interface Ran extends Counts {
  readonly seconds: number;
}

/** Runs a command as it is, in a process whose network is the node in memory. */
function run(folder: string, plan: NodePlan, args: readonly string[]): Ran {
  const file = join(folder, "node.json");
  writeFileSync(file, JSON.stringify(plan));
  const env = { ...process.env, BENCH_NODE: file, FUND_PRIVATE_KEY: KEY, FUND_STATE: join(folder, "sends") };
  const all = ["--import", NODE, CLI, ...args, "--rpc", UNUSED, "--fund", FUND];
  const start = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, all, { encoding: "utf8", env, maxBuffer: 2 ** 30 });
  const seconds = (performance.now() - start) / 1_000;
  if (status !== 0)
    throw new Error(`${args[0]} ended with ${status}:\n${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`);
  return { seconds, ...JSON.parse(readFileSync(plan.counts, "utf8")) };
}

async function planOf(folder: string, periods: number): Promise<NodePlan> {
  const answers = answersOf(await booksOf(periods));
  const head = OLDER + ((HEAD - OLDER) * periods) / PERIODS;
  const place = { chainId: CHAIN, fund: FUND, periods, head, stride: STRIDE };
  return { ...place, limit: 0, answers, counts: join(folder, "counts") };
}

/** What the contract would say, by the fund's own logs. */
async function booksOf(periods: number): Promise<Ledger> {
  const { source } = syntheticFund(periods);
  const block = await source.head();
  const domain = domainOf({ chainId: BigInt(CHAIN), fund: FUND });
  return (await rebuildBooks(source, { block, identity: { fund: FUND }, domain })).ledger;
}

/** The views' answers at the newest block, by the calls. */
function answersOf(ledger: Ledger): Record<string, string> {
  const { books, settings, periods, nextPeriod, openingTime, submissions, domain } = ledger;
  const { assets, reserved } = books.balances;
  const answers: Record<string, string> = {};
  const view = (name: string, values: readonly unknown[], args: readonly unknown[] = []) => {
    const data = FUND_INTERFACE.encodeFunctionData(name, args);
    answers[`${FUND} ${data}`] = FUND_INTERFACE.encodeFunctionResult(name, values);
  };
  const policy = policyTuple(settings.policy as ChainPolicy);
  const figures = {
    ...{ token: FUND_TOKEN, domain, assets, reserved, available: assets - reserved, solvency: 0n, nextPeriod },
    ...{ liabilities: liabilitiesOf(books.balances), pendingCount: books.pendingCount, totals: books.totals, policy },
    ...{ authority: settings.authority, clearing: settings.clearing, paused: settings.paused, closed: settings.closed },
    ...{
      lastEndTime: periods.get(nextPeriod - 1n)?.latest?.settlement.endTime,
      submissions: submissions.at(-1)?.serial,
    },
  };
  for (const [name, value] of Object.entries(figures)) view(name, [value]);
  // Of whatever time: there was one policy only.
  const policyAt = FUND_INTERFACE.getFunction("policyAt")?.selector;
  answers[`${FUND} ${policyAt}`] = FUND_INTERFACE.encodeFunctionResult("policyAt", [policy]);
  const none = { credited: 0n, count: 0n, creditedAt: 0n, lastTime: 0n };
  view("record", [{ ...recordTuple({ ...none, period: 0n }), endTime: openingTime }], [0n]);
  for (const known of [...periods.values(), { ...none, period: nextPeriod }]) {
    view("credited", [known.credited, known.count, known.creditedAt], [known.period]);
    view("record", [recordTuple(known)], [known.period]);
  }
  for (const [account, amount] of books.claimable) view("claimable", [amount], [account]);
  const token = (name: string, args: readonly unknown[], value: bigint | number) => {
    answers[`${FUND_TOKEN} ${TOKEN.encodeFunctionData(name, args)}`] = TOKEN.encodeFunctionResult(name, [value]);
  };
  token("decimals", [], DECIMALS);
  token("balanceOf", [FUND], assets + liabilitiesOf(books.balances));
  return answers;
}

const policyTuple = ({ basis, ...policy }: ChainPolicy) => ({ ...policy, basisAll: basis === "all" });

const STATUSES = ["none", "pending", "finalized"];
const ZERO = `0x${"00".repeat(32)}`;
const NOBODY = `0x${"00".repeat(20)}`;

function recordTuple({ latest, lastTime }: AuditedPeriod) {
  return {
    ...{ settlementHash: latest?.settlementHash ?? ZERO, operator: latest?.operator ?? NOBODY, lastTime },
    ...{ coverage: latest?.coverage ?? 0n, bond: latest?.bond ?? 0n, endTime: latest?.settlement.endTime ?? 0n },
    ...{ submission: latest?.serial ?? 0n, challengeEnd: latest?.challengeEnd ?? 0n, quietUntil: 0n },
    ...{ challengeWindow: latest?.policy.challengeWindow ?? 0n, revealWindow: latest?.policy.revealWindow ?? 0n },
    ...{ openDemands: 0n, coverBps: latest?.policy.coverBps ?? 0, headBps: latest?.policy.headBps ?? 0 },
    ...{ policyVersion: latest?.policyVersion ?? 0n, basisAll: latest?.policy.basis === "all" },
    status: STATUSES.indexOf(latest?.status ?? "none"),
  };
}
