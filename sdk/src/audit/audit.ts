import type { Chain } from "../chain/connection.ts";
import type { Fund } from "../chain/fund.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import type { Block, Source } from "../follow/source.ts";
import { type AuditedBundle, auditBundles, type BundleOptions } from "./bundles.ts";
import type { Entry } from "./ledger.ts";
import { auditSource } from "./log-source.ts";
import { assertStill, rebuildBooks } from "./rebuild.ts";
import type { Replayed } from "./replay.ts";
import { type Answers, compareViews, viewsAt } from "./views.ts";

/** What is audited, and with what. */
export interface AuditOptions {
  /** The block at which everything is compared; the newest unless given. */
  readonly block?: number | undefined;
  /** The first block that can have a log; 0 unless given. */
  readonly fromBlock?: number | undefined;
  /** The file that keeps the logs for the next time; none are kept unless given. */
  readonly state?: string | undefined;
  readonly bundles: Omit<BundleOptions, "onBundle" | "signal">;
  readonly signal?: AbortSignal | undefined;
  /** Called with every entry in the books, in the order of the chain. */
  readonly onEntry?: ((entry: Entry) => void) | undefined;
  readonly progress?: AuditProgress | undefined;
  /** Called with what is worth telling, and no part of the result. */
  readonly note?: ((said: string) => void) | undefined;
}

/** Told how far an audit is: a step's name, what is done, and the part of all that this is. */
type AuditProgress = (step: AuditStep, done: number, part?: number) => void;

/** The steps of an audit, in their order. */
export type AuditStep = "read" | "replay" | "compare" | "bundles";

/** What an audit found out. */
export interface Audit extends Replayed {
  readonly chainId: bigint;
  readonly fund: Hex;
  readonly token: Hex;
  /** The block at which everything was compared. */
  readonly block: Block;
  readonly fromBlock: number;
  /** How many figures of the contract and the token were compared. */
  readonly compared: number;
  readonly answers: Answers;
  readonly bundles: readonly AuditedBundle[];
  readonly remarks: readonly string[];
}

/**
 * Audits a fund: rebuilds its books from its logs, compares them with what the contract and the token say at one block, and verifies
 * the bundles of its settlements.
 *
 * @throws {InputError} if the state, the block or the folder of bundles cannot be used
 * @throws {ChainError} if the chain is not reached, or changes meanwhile
 */
export async function auditFund(chain: Chain, fund: Fund, options: AuditOptions): Promise<Audit> {
  const { fromBlock = 0, signal, progress = () => {} } = options;
  const source = auditSource(chain.provider, fund.address, chain.host);
  const block = await targetOf(source, options.block);
  const identity = { chain: `${chain.chainId}:${chain.genesis}`, fund: fund.address.toLowerCase() };
  const domain = await fund.domain();
  const replayed = await rebuildBooks(source, { ...options, block, identity, domain });
  const { ledger, findings } = replayed;
  const token = await fund.token();
  const compared = await compareViews(ledger, viewsAt(fund, chain.provider, token, block.number), (done, of) => {
    signal?.throwIfAborted();
    progress("compare", done, done / of);
  });
  await assertStill(source, block);
  findings.add(compared.findings);
  const bundles = await auditBundles(ledger.submissions, {
    ...options.bundles,
    signal,
    onBundle: (done, of) => progress("bundles", done, done / of),
  });
  findings.add(bundles.findings);
  return {
    ...replayed,
    ...{ chainId: chain.chainId, fund: fund.address, token, block, fromBlock },
    ...{ compared: compared.count, answers: compared.answers, bundles: bundles.bundles, remarks: bundles.remarks },
  };
}

async function targetOf(source: Source, number: number | undefined): Promise<Block> {
  if (number === undefined) return source.head();
  const block = await source.block(number);
  if (block !== undefined) return block;
  const head = await source.head();
  throw new InputError("--block is not usable", {
    got: `${number}`,
    expected: `at most ${head.number}, the newest block`,
  });
}
