// One fund with a history of 200 periods in which all happens that can happen, behind a node that tampers with what it tells, for all
// tests of the audit; it ends with the run.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseQuantity } from "zke-insurance-fund";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { type History, startHistory, TURMOIL } from "../../scripts/support/history.ts";
import type { Question } from "../support/faulty-node.ts";
import { fund as run } from "./cli.ts";
import { startTamperingNode, type TamperingNode } from "./tampering-node.ts";

const END = 1_780_000_000;
const LIMIT = 900_000;

/** An audit's report, as it is printed. */
export interface Report {
  readonly agrees: boolean;
  readonly pricesAgree?: boolean;
  readonly decimals: string;
  readonly logs: string;
  readonly compared: string;
  readonly findings: readonly {
    id: string;
    what: string;
    where: unknown;
    expected?: string;
    got?: string;
    by?: string;
  }[];
  readonly remarks: readonly string[];
  readonly books: Readonly<Record<string, string>>;
  readonly summary: {
    readonly submissions: Readonly<Record<string, string>>;
    readonly bundles: Readonly<Record<string, string>>;
  };
  readonly bundles: readonly { period: string; serial: string; result: string; reasons: readonly string[] }[];
  readonly largestLiquidations: readonly Readonly<Record<string, string>>[];
  readonly prices?: {
    readonly count: string;
    readonly unread: string;
    readonly unjudged: string;
    readonly closes: Readonly<Record<string, string>>;
    readonly cost: Readonly<Record<"loss" | "profit" | "head" | "fund", string>>;
    readonly settlements: readonly { period: string; cost: Readonly<Record<string, string>> }[];
    readonly outside: readonly (Readonly<Record<string, string>> & { close: Readonly<Record<string, string>> })[];
    readonly missing: readonly Readonly<Record<string, string>>[];
  };
}

export let folder: string;
export let history: History;
export let node: TamperingNode;
/** Where the logs are that an audit of the whole history has read. */
export let state: string;

let starting: Promise<void> | undefined;

async function start(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "zke-audit-"));
  const place = { port: 0, endTime: END, folder: join(folder, "bundles"), baseURI: `file://${folder}/bundles/` };
  history = await startHistory({ ...TURMOIL, seed: 11 }, place);
  node = await startTamperingNode(history.devnet.facts.rpc);
  state = join(folder, "state");
  expect((await audit("--no-fetch", "--state", state)).code).to.equal(0);
}

after(async () => {
  await starting?.catch(() => {});
  await node?.close();
  await history?.devnet.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Describes an audit of the history; the node tells the truth at the beginning of each test. */
export function describeAudit(title: string, tests: () => void): void {
  describe(`fund audit, on 200 periods with all that can happen: ${title}`, function () {
    this.timeout(LIMIT);
    before(() => {
      starting ??= start();
      return starting;
    });
    beforeEach(() => node.tell((_, truth) => truth));
    tests();
  });
}

export const argsOf = (...more: string[]) => ["audit", "--rpc", node.rpc, "--fund", history.devnet.facts.fund, ...more];
export async function audit(...more: string[]): Promise<{ code: number | null; report: Report; stderr: string }> {
  const { code, stdout, stderr } = await run(argsOf("--json", ...more));
  return { code, report: JSON.parse(stdout) as Report, stderr };
}
/** The history's mispriced close, its cost by the rule, and nothing else outside. */
export function expectMispriced({ prices }: Report): void {
  const { period, market, side, quantity, time, close } = history.mispriced!;
  expect(prices?.closes.count).to.equal("1");
  const [one] = prices!.outside;
  expect(one).to.deep.include({ period: `${period}`, market, side, time: `${time}` });
  expect([Number(one!.closePrice), one!.quantity]).to.deep.equal([Number(close), `${parseQuantity(quantity)}`]);
  expect(one!.close.standing).to.equal(side === "long" ? "below" : "above");
  expect(Number(one!.close.millionths)).to.be.within(29_900, 30_100);
  const { settlement } = history.submissions.findLast((submission) => submission.period === period)!;
  const { cost } = prices!.settlements.find((settled) => settled.period === `${period}`)!;
  expect(cost).to.deep.equal(prices!.cost);
  expect(BigInt(cost.loss!) > 0n && BigInt(cost.loss!) < settlement.loss).to.equal(true);
}

const BALANCE_OF = "0x70a08231";

/** Whether a view is asked. */
export function isOf({ method, params }: Question, name: string): boolean {
  const selector = name === "balanceOf" ? BALANCE_OF : (FUND_INTERFACE.getFunction(name)?.selector ?? "");
  return method === "eth_call" && (params[0] as { data: string }).data.startsWith(selector);
}
