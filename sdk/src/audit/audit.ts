import type { Chain } from "../chain/connection.ts";
import { startOf } from "../chain/first-block.ts";
import type { Fund } from "../chain/fund.ts";
import { CHAIN, FUND } from "../chain/given.ts";
import { COUNT, FUNCTION, ifGiven, NAME, partsOf, requireGiven, SIGNAL } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { checksumAddress, domainOf } from "../commitment/domain.ts";
import { hashSettlement } from "../commitment/header.ts";
import type { LiquidationList } from "../commitment/liquidations.ts";
import { openDatabase } from "../disk/database.ts";
import { FETCH } from "../download/given.ts";
import { ChainError } from "../errors.ts";
import { keptStartOf } from "../follow/kept-start.ts";
import { type Block, contractSource, type Source } from "../follow/source.ts";
import { identityOf } from "../operations/checks.ts";
import { findSubmission } from "../operations/settlements.ts";
import { readStanding, type Standing } from "../operations/standing.ts";
import { PRICE_TABLE } from "../prices/given.ts";
import type { PriceTable } from "../prices/index.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { USAGE } from "../problems/english/usage.ts";
import { failed, refused } from "../problems/problem.ts";
import { type AuditedBundle, auditBundles, type BundleOptions } from "./bundles.ts";
import type { FundTerms } from "./given-bundles.ts";
import { type Finding, formatFinding } from "./ledger/finding.ts";
import type { Entry } from "./ledger/ledger.ts";
import { type AuditedPrices, gatherLists, type ListedLiquidation } from "./ledger/lists.ts";
import type { Views } from "./ledger/questions.ts";
import { assertStill, rebuildBooks } from "./ledger/rebuild.ts";
import type { Replayed } from "./ledger/replay.ts";
import type { AuditedSubmission } from "./ledger/state.ts";
import { type Answers, compareViews, unlessRefused, viewsAt } from "./ledger/views.ts";

/** What is audited, and with what. */
export interface AuditOptions {
  /** The block at which everything is compared; the newest unless given. */
  readonly block?: number | undefined;
  /** A block before the fund's first one, where a node does not find that; what is later is of no effect. */
  readonly fromBlock?: number | undefined;
  /** The file that keeps the logs for the next time; none are kept unless given. */
  readonly state?: string | undefined;
  readonly bundles: Pick<BundleOptions, "given" | "fetch">;
  /** What liquidations' prices are held against. */
  readonly prices?: PriceTable | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with every entry in the books, in the order of the chain, and the token's decimal places. */
  readonly onEntry?: ((entry: Entry, decimals: number) => void) | undefined;
  /** Called when the books are rebuilt once more: what entries said so far is void. */
  readonly onAgain?: (() => void) | undefined;
  /** Called with the liquidations of every settlement that stands, as far as they are available. */
  readonly onLiquidations?:
    | ((submission: AuditedSubmission, list: LiquidationList, decimals: number) => void)
    | undefined;
  readonly progress?: AuditProgress | undefined;
  /** Called with what is worth telling, and no part of the result. */
  readonly note?: ((said: string) => void) | undefined;
}

/** Told how far an audit is: a step's name, what is done, and the part of all that this is. */
type AuditProgress = (step: AuditStep, done: number, part?: number) => void;

/** The steps of an audit, in their order. */
export type AuditStep = "read" | "replay" | "compare" | "bundles";

/** What an audit found out. */
export interface Audit extends Omit<Replayed, "governance"> {
  readonly chainId: bigint;
  readonly fund: Hex;
  readonly token: Hex;
  /** Decimal places of the token; 0 if it does not say. */
  readonly decimals: number;
  /** The block at which everything was compared. */
  readonly block: Block;
  readonly fromBlock: number;
  /** How many figures of the contract and the token were compared. */
  readonly compared: number;
  readonly answers: Answers;
  /** Who may do what, what is announced and what was changed; undefined if the node does not show that. */
  readonly standing?: Standing | undefined;
  readonly bundles: readonly AuditedBundle[];
  /** The liquidations with the largest results of all settlements that stand. */
  readonly largest: readonly ListedLiquidation[];
  /** Undefined if none were given. */
  readonly prices?: AuditedPrices | undefined;
  readonly remarks: readonly string[];
}

const OPTIONS = partsOf({
  ...{ block: ifGiven(COUNT), fromBlock: ifGiven(COUNT), state: ifGiven(NAME), signal: ifGiven(SIGNAL) },
  ...{ onEntry: ifGiven(FUNCTION), onAgain: ifGiven(FUNCTION), onLiquidations: ifGiven(FUNCTION) },
  ...{ bundles: partsOf({ given: ifGiven(NAME), fetch: ifGiven(FETCH) }), prices: ifGiven(PRICE_TABLE) },
  ...{ progress: ifGiven(FUNCTION), note: ifGiven(FUNCTION) },
});

/**
 * Audits a fund: rebuilds its books from its logs, compares them with what the contract and the token say at one block, and verifies
 * the bundles of its settlements. Where logs are missing, or anything does not agree, all logs are read once more before that is told.
 *
 * @throws {InputError} if the state, the block or the folder of bundles cannot be used
 * @throws {ChainError} if the chain is not reached, changes meanwhile, or the node leaves out logs
 * @example
 * const found = await audit(chain, fund, { bundles: { fetch: {} } });
 * if (found.findings.count > 0) console.log(reportLines(found, (rows) => rows.map((row) => row.join(": "))).join("\n"));
 */
export async function auditFund(chain: Chain, fund: Fund, options: AuditOptions): Promise<Audit> {
  requireGiven({ chain, fund, options }, { chain: CHAIN, fund: FUND, options: OPTIONS });
  const { onEntry } = options;
  const source = contractSource(chain.provider, fund.address, [], chain.host);
  const block = await targetOf(source, options.block);
  const fromBlock = await startOfLogs(chain, fund, options);
  const token = await fund.token();
  const said = await unlessRefused(fund.decimals());
  const decimals = said ?? 0;
  const identity = { chainId: chain.chainId, fund: checksumAddress(fund.address) };
  await requireOwnChain(fund, domainOf(identity));
  const views = viewsAt(fund, chain.provider, token, block.number);
  const judge = async (isAnew: boolean) => {
    const replayed = await rebuildBooks(source, {
      ...{
        ...options,
        block,
        fromBlock,
        isAnew,
        domain: domainOf(identity),
        onEntry: (entry) => onEntry?.(entry, decimals),
      },
      identity: {
        ...{ chain: `${chain.chainId}:${chain.genesis}`, fund: fund.address.toLowerCase() },
        "first block": `${options.fromBlock ?? 0}`,
      },
    });
    const compared = replayed.findings.gap === undefined ? await compare(replayed, views, options) : undefined;
    await assertStill(source, block);
    return { replayed, compared };
  };
  let { replayed, compared } = await judge(false);
  if (replayed.findings.count > 0) {
    options.note?.(
      "What the logs tell and what the contract says differ: all logs are read once more before anything is concluded.",
    );
    options.onAgain?.();
    chain.provider.passOver();
    ({ replayed, compared } = await judge(true));
  }
  assertWhole(replayed.findings.gap);
  const { standing, unread } = await standingAt(fund, replayed, { block: block.number, fromBlock });
  await assertStill(source, block);
  const lists = await auditLists(replayed, { identity, decimals: said }, options);
  return {
    ...{ ...replayed, ...lists, chainId: chain.chainId, fund: fund.address, token, decimals, block, fromBlock },
    ...{ compared: compared?.count ?? 0, answers: compared?.answers ?? {}, standing },
    remarks: [...(said === undefined ? [NO_DECIMALS] : []), ...unread, ...lists.remarks],
  };
}

/** How the fund stands outside of its settlements; what a node leaves out of that is no disagreement of the books. */
async function standingAt(
  fund: Fund,
  { governance }: Replayed,
  at: { readonly block: number; readonly fromBlock: number },
): Promise<{ readonly standing?: Standing; readonly unread: readonly string[] }> {
  try {
    return { standing: await readStanding(fund, { ...at, fundEvents: governance }), unread: [] };
  } catch (error) {
    if (!(error instanceof ChainError && (error.kind === "incomplete" || error.kind === "absent"))) throw error;
    return { unread: [`Who may do what, and what was changed, is NOT KNOWN: ${error.message}`] };
  }
}

/** The first block is kept with the logs, if these are kept. */
async function startOfLogs(chain: Chain, { address }: Fund, { state, fromBlock }: AuditOptions): Promise<number> {
  if (state === undefined) return startOf(chain.provider, address, fromBlock);
  const database = openDatabase(state);
  try {
    return await keptStartOf(database, chain, address, fromBlock);
  } finally {
    database.close();
  }
}

const NO_DECIMALS = "The token does not say its decimals: amounts are in base units.";

async function compare({ ledger, findings }: Replayed, views: Views, { signal, progress }: AuditOptions) {
  const compared = await compareViews(ledger, views, (done, of) => {
    signal?.throwIfAborted();
    progress?.("compare", done, done / of);
  });
  findings.add(compared.findings);
  return compared;
}

/** Bundles, and what is in them. */
async function auditLists({ ledger, findings }: Replayed, terms: FundTerms, options: AuditOptions) {
  const { signal, progress, prices, onLiquidations } = options;
  const { decimals = 0 } = terms;
  const lists = gatherLists(prices, decimals);
  const { bundles, remarks, ...found } = await auditBundles(ledger.submissions, {
    ...{ ...options.bundles, terms, signal },
    onLiquidations(submission, list) {
      lists.add(submission, list);
      if (list !== undefined) onLiquidations?.(submission, list, decimals);
    },
    onBundle: (done, of) => progress?.("bundles", done, done / of),
  });
  findings.add(found.findings);
  return { bundles, remarks, largest: lists.largest(), prices: lists.prices() };
}

/** Where logs are missing, nothing can be said of the books: that is the node's fault, and not the fund's. */
function assertWhole(gap: Finding | undefined): void {
  if (gap === undefined) return;
  throw failed(FOLLOWING, "booksIncomplete", { said: formatFinding(gap) }, { kind: "incomplete" });
}

async function targetOf(source: Source, number: number | undefined): Promise<Block> {
  if (number === undefined) return source.head();
  const block = await source.block(number);
  if (block !== undefined) return block;
  const head = await source.head();
  throw refused(USAGE, "blockBeyond", { newest: head.number }, { got: `${number}` });
}

/**
 * Refuses a fund that hashes headers under another chain than the node names. The node's word for either may be wrong: where the newest
 * header that is on record is hashed under that chain, it is the fund's view that differs, which is a finding; else nothing can be concluded.
 */
async function requireOwnChain(fund: Fund, domain: Hex): Promise<void> {
  try {
    await identityOf(fund);
  } catch (error) {
    if (!(error instanceof ChainError) || error.kind !== "foreign") throw error;
    const [next]: readonly bigint[] = await fund.read("nextPeriod");
    const period = (next ?? 1n) - 1n;
    const newest = period > 0n ? await findSubmission(fund, period) : undefined;
    if (newest === undefined) throw error;
    const { settlementHash } = await fund.record(period);
    if (hashSettlement(newest.args.settlement, domain) !== settlementHash) throw error;
  }
}
