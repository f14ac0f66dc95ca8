import { HISTORIES, InputError, type ProblemData, refused } from "zke-insurance-fund";
import { type Fund, type HeldAt, type HeldHistory, holdHistory, parseHistory } from "zke-insurance-fund/chain";
import { bytesOf } from "./body.ts";
import { pauseOf } from "./repeat.ts";

/** Where the page's host ships a fund's past. */
export interface Shipped {
  readonly url: URL;
  readonly fetch?: typeof fetch;
}

/** What of the file holds; or why nothing of it does. Neither where there is no file. */
interface HeldShipped {
  readonly held?: HeldHistory;
  readonly problem?: ProblemData;
}

/** What came of the file: its text, or why it did not come. Neither where there is none. */
export interface LoadedShipped {
  readonly text?: string | undefined;
  readonly problem?: ProblemData;
}

// Twenty years of three settlements a day.
const MOST_BYTES = 24 * 2 ** 20;
// The chain has it all, too: a slow host must not keep a visitor waiting.
const PATIENCE = 10_000;

/** Loads the past that a host ships. What is wrong with it is the host's trouble: it is told, and the file is of no use. */
export function loadShipped(shipped: Shipped, signal: AbortSignal): Promise<LoadedShipped> {
  return orProblem(async () => ({ text: await textOf(shipped, signal) }));
}

/**
 * Holds what came against the contract.
 *
 * @throws {ChainError} if the chain is not reached: then nothing is known of the file
 */
export async function holdShipped(fund: Fund, { text, ...loaded }: LoadedShipped, at: HeldAt): Promise<HeldShipped> {
  if (text === undefined) return loaded;
  return orProblem(async () => ({ held: await holdHistory(fund, parseHistory(text), at) }));
}

async function orProblem<T>(use: () => Promise<T>): Promise<T | { readonly problem: ProblemData }> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, args } = error;
    return { problem: { code, args } };
  }
}

/** Undefined if there is none. @throws {InputError} if it does not come, or is too large */
async function textOf({ url, fetch = globalThis.fetch }: Shipped, signal: AbortSignal): Promise<string | undefined> {
  const stop = new AbortController();
  const end = () => stop.abort();
  signal.addEventListener("abort", end);
  const late = pauseOf(PATIENCE, stop.signal).then(end);
  try {
    const response = await fetch(url, { cache: "no-cache", signal: stop.signal });
    if (response.status === 404) return undefined;
    if (!response.ok) throw refused(HISTORIES, "historyUnreachable", { said: String(response.status) });
    const tooLarge = () => refused(HISTORIES, "historyTooLarge", { most: MOST_BYTES });
    const text = new TextDecoder().decode(await bytesOf(response, { most: MOST_BYTES, tooLarge }));
    // Some hosts answer with their page what they do not have.
    return /^\s*</.test(text) ? undefined : text;
  } catch (error) {
    if (error instanceof InputError || signal.aborted) throw error;
    throw refused(HISTORIES, "historyUnreachable", { said: String(error) });
  } finally {
    end();
    await late;
    signal.removeEventListener("abort", end);
  }
}
