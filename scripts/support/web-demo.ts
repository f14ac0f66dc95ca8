// The page on this machine, before a chain with some months of a fund's history that goes on while one looks.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proveStatement, readBundle, type Statement, statementNames, statementToJson } from "zke-insurance-fund/bundle";
import { type Devnet, setToWorldTime } from "./devnet.ts";
import { type History, MONTHS, type PlayedSubmission, startHistory } from "./history.ts";
import type { HistoryOptions } from "./history-plan.ts";
import { hashOf } from "./history-stage.ts";
import { integerIn, randomOf } from "./random.ts";
import { type StaticServer, serveSite } from "./static-server.ts";

/** What the demo of the page is made of. */
export interface WebDemoOptions {
  /** Where the page is served; 0 takes a free port. */
  readonly port: number;
  readonly seed: number;
  /** What the chain's history has; some months of an exchange unless given. */
  readonly history?: Omit<HistoryOptions, "seed">;
  /** Whether blocks come by themselves; true unless given. */
  readonly isAlive?: boolean;
}

export interface WebDemo {
  /** The page's address. */
  readonly address: string;
  readonly history: History;
  /** The files that are there to be dropped on the page, by what they are. */
  readonly statements: Readonly<Record<StatementKind, string>>;
  stop(): Promise<void>;
}

/** A right statement, one whose share was changed, and one of a settlement that was voided. */
const STATEMENTS = ["right", "forged", "voided"] as const;
type StatementKind = (typeof STATEMENTS)[number];

const ROOT = join(import.meta.dirname, "../..");

/** The built page. */
export const PAGE = join(ROOT, "web/dist");
const BUNDLES = "/bundles/";
const FINALIZED = 2n;
const VOIDED = 3n;
const BLOCK_INTERVAL = 5_000;
const GAIN: readonly [number, number] = [10, 900];
const UNIT = 1_000_000n;

/**
 * Plays a history, serves the page and the bundles' public parts, and lets blocks come.
 *
 * @throws {Error} with a sentence for the user if the port is taken, or the page cannot be built
 */
export async function startWebDemo(options: WebDemoOptions): Promise<WebDemo> {
  const { port, seed, history: kind = MONTHS, isAlive = true } = options;
  if (!existsSync(join(PAGE, "index.html"))) await buildPage();
  const folder = await mkdtemp(join(tmpdir(), "fund-demo-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeFolder);
  const open: (() => unknown)[] = [removeFolder, () => process.off("exit", removeFolder)];
  const stop = async () => {
    for (const close of open.splice(0).reverse()) await close();
  };
  try {
    const bundles = join(folder, "bundles");
    await mkdir(bundles);
    let config = "{}";
    const folders = { "/": PAGE, [BUNDLES]: bundles };
    const site: StaticServer = await serveSite({ folders, files: { "/config.json": () => config } }, port);
    open.push(site.close);
    const place = { port: 0, endTime: nowInSeconds(), folder: bundles, baseURI: `${site.origin}${BUNDLES}` };
    const history = await startHistory({ ...kind, seed }, place);
    const { devnet } = history;
    open.push(devnet.close);
    config = JSON.stringify({ rpc: devnet.facts.rpc, fund: devnet.facts.fund, explorer: "", startBlock: "0" });
    await setToWorldTime(devnet.connection);
    const statements = await writeStatements(folder, history);
    if (isAlive) open.push(letBlocksCome(devnet, seed));
    return { address: `${site.origin}/`, history, statements, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function buildPage(): Promise<void> {
  console.error("Building the page, once.");
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "-s", "build", "-w", "web"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error("the page could not be built; npm run build says why"));
    });
  });
}

/** A block every few seconds, each third with a liquidation's profit for the next period; until what it returns is called. */
function letBlocksCome({ connection, local }: Devnet, seed: number): () => Promise<void> {
  const random = randomOf(seed);
  const operator = local.fund.connect(local.operator);
  let blocks = 0;
  const next = async () => {
    if (++blocks % 3 !== 0) {
      await connection.provider.request({ method: "evm_mine" });
      return;
    }
    const period = await local.fund.nextPeriod();
    const { count } = await local.fund.credited(period);
    const gain = { amount: BigInt(integerIn(GAIN, random)) * UNIT, ref: hashOf(`liquidation ${count}`) };
    await operator.credit(period, count, [gain]);
  };
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // Whoever tries things out on this chain may have closed the fund or paused it: then there is no credit.
    running = running.then(next).catch(() => undefined);
  }, BLOCK_INTERVAL);
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function writeStatements(folder: string, { devnet, submissions }: History): Promise<WebDemo["statements"]> {
  const { fund } = devnet.local;
  const latest = async (status: bigint) => {
    for (const submission of submissions.toReversed()) {
      const isCurrent = (await fund.submission(submission.period)) === submission.serial;
      if (isCurrent && (await fund.status(submission.period)) === status) return submission;
    }
    throw new Error("the history has no such settlement");
  };
  const right = await someStatement(await latest(FINALIZED));
  const voided = await someStatement(await latest(VOIDED));
  const written: Record<StatementKind, Statement> = { right, forged: { ...right, share: right.share / 2n }, voided };
  const paths = STATEMENTS.map((kind) => [kind, join(folder, `statement-${kind}.json`)] as const);
  for (const [kind, path] of paths) {
    await writeFile(path, `${JSON.stringify(statementToJson(written[kind]), undefined, 2)}\n`);
  }
  return Object.fromEntries(paths) as WebDemo["statements"];
}

/** The statement of a position in the middle of the head. */
async function someStatement({ folder }: PlayedSubmission): Promise<Statement> {
  const bundle = await readBundle(folder);
  const { statements } = bundle.private ?? {};
  if (statements === undefined) throw new Error(`${folder} has no private part`);
  const { account, position } = statementNames(statements, statements.count >> 1);
  const statement = proveStatement(bundle, account, position);
  if (statement === undefined) throw new Error(`${folder} does not have its own position`);
  return statement;
}

const nowInSeconds = () => Math.floor(Date.now() / 1000);
