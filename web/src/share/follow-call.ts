import { type Fund, readEvents } from "zke-insurance-fund/chain";

/** What came of a call that was to void a settlement, by the contract's own word. */
export type CallOutcome =
  | { readonly is: "voidedByYou"; readonly reward: bigint }
  | { readonly is: "voidedByOther" | "voided" | "ended" | "failed" };

/** A call under way. */
export interface SentCall {
  readonly period: bigint;
  /** The submission's serial number. */
  readonly serial: bigint;
  readonly account: string;
  readonly hash: string;
  /** The newest block before it was sent. */
  readonly sinceBlock: number;
}

/** How it is followed. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Whether the wallet says that it failed. */
  readonly hasFailed: () => Promise<boolean>;
  readonly pause?: () => Promise<void>;
}

const PAUSE = 2_000;
/** The contract may be asked a block behind the wallet's. */
const LOOKS_AFTER_FAILURE = 3;

/**
 * Follows a call by what the page's own node says of the settlement, until that is no longer pending; a node that fails is asked
 * again. What the wallet's node says is believed only of a call that did nothing.
 */
export async function followCall(
  fund: Pick<Fund, "record" | "provider" | "address">,
  call: SentCall,
  { signal, hasFailed, pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE)) }: FollowOptions,
): Promise<CallOutcome | undefined> {
  let failures = 0;
  while (!signal.aborted) {
    const outcome = await outcomeNow(fund, call).catch(() => undefined);
    if (outcome !== undefined) return outcome;
    failures = (await hasFailed()) ? failures + 1 : 0;
    if (failures >= LOOKS_AFTER_FAILURE) return { is: "failed" };
    await pause();
  }
  return undefined;
}

async function outcomeNow(
  fund: Pick<Fund, "record" | "provider" | "address">,
  call: SentCall,
): Promise<CallOutcome | undefined> {
  const { status, submission } = await fund.record(call.period);
  if (submission === call.serial && status === "pending") return undefined;
  if (submission === call.serial && status !== "voided") return { is: "ended" };
  // That it is voided is on record, whether or not the node shows by whom.
  return (await voidedBy(fund, call).catch(() => undefined)) ?? { is: "voided" };
}

/** Whose call it was, by the contract's event; undefined where the node does not show it. */
async function voidedBy(
  fund: Pick<Fund, "provider" | "address">,
  { period, serial, account, hash, sinceBlock }: SentCall,
): Promise<CallOutcome | undefined> {
  const topics = [period, serial];
  for await (const event of readEvents(fund, { name: "SettlementVoided", topics, fromBlock: sinceBlock })) {
    const isOurs =
      event.transactionHash.toLowerCase() === hash.toLowerCase() ||
      event.args.challenger.toLowerCase() === account.toLowerCase();
    return isOurs ? { is: "voidedByYou", reward: event.args.reward } : { is: "voidedByOther" };
  }
  return undefined;
}
