import { FUNCTION, partsOf, requireGiven, TEXT } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import type { Chain } from "../connection.ts";
import { chainErrorOf } from "../failures.ts";
import { ADDRESS, CHAIN } from "../given.ts";
import type { ChainNode, ChainReceipt } from "../reader.ts";
import { isTokens, revertOf } from "../reverts.ts";
import { TOKEN } from "../token.ts";
import type { Sender } from "./sender.ts";
import type { Intent } from "./store.ts";

/** A call that an operation would send; its value is 0. */
export interface PlannedCall {
  readonly to: Hex;
  readonly data: Hex;
  /**
   * Whether the node has shown that it goes through, after those before it. Not every node can tell that of a call that needs one
   * before it, an approval say; what is refused whatever was done before fails.
   */
  readonly isShown: boolean;
}

/** What an operation would send. */
export interface Plan<T> {
  readonly from: Hex;
  readonly chainId: bigint;
  /** In the order in which they must be made; none if nothing need be sent. */
  readonly calls: readonly PlannedCall[];
  /** What the operation came to if nothing need be sent. */
  readonly result?: T;
}

/** What ends an operation that is only planned. */
class Planned extends Error {}

/**
 * What an operation would send from an address, such as a multisig's: each call is simulated, nothing is sent, and no key is needed.
 *
 * @param run the operation, with the sender that it is given
 * @throws {ChainError} if the chain would refuse it, or is not reached
 * @throws whatever the operation throws before it sends
 * @example
 * const { calls } = await planCalls(chain, safe, (sender) => donate(fund, sender, 5_000_000n));
 */
export async function planCalls<T>(chain: Chain, from: Hex, run: (sender: Sender) => Promise<T>): Promise<Plan<T>> {
  requireGiven({ chain, from, run }, { chain: CHAIN, from: ADDRESS, run: FUNCTION });
  const intents: Intent[] = [];
  const known = { from, chainId: chain.chainId };
  try {
    const result = await run(planner(chain.provider, from, intents));
    // Approvals alone: they end nothing, since their receipts tell nothing.
    if (intents.length === 0) return { ...known, calls: [], result };
  } catch (error) {
    if (!(error instanceof Planned)) throw error;
  }
  return { ...known, calls: await simulated(chain, from, intents) };
}

/** A sender that notes what it is to send: approvals, and what comes after them. */
function planner(provider: ChainNode, address: Hex, intents: Intent[]): Sender {
  async function send(intent: Intent): Promise<ChainReceipt> {
    intents.push(intent);
    if (!isApproval(intent)) throw new Planned();
    return { hash: `0x${"0".repeat(64)}`, logs: [] as ChainReceipt["logs"] } as ChainReceipt;
  }
  return {
    address,
    recover: async () => {},
    underWay: async () => [],
    send,
    async sendRow(row, onReceipt) {
      for (const [at, intent] of row.entries()) onReceipt(await send(intent), at);
      return row.length;
    },
    announce(row) {
      intents.push(...row);
      throw new Planned();
    },
    newest: () => provider.getBlockNumber(),
    sentBefore: async () => undefined,
    inTurn: (task) => task(),
  };
}

const APPROVE = TOKEN.getFunction("approve")?.selector as string;

/**
 * Whether a call only lets somebody take tokens.
 *
 * @example
 * const { calls } = await planCalls(chain, safe, (planned) => approve(fund, planned, 5_000_000n));
 * calls.every(isApproval) // true
 */
export const isApproval = (intent: Pick<Intent, "data">) => {
  requireGiven({ intent }, { intent: partsOf({ data: TEXT }) });
  return intent.data.startsWith(APPROVE);
};

async function simulated(chain: Chain, from: Hex, intents: readonly Intent[]): Promise<PlannedCall[]> {
  const outcomes = intents.length > 1 ? await inARow(chain, from, intents) : undefined;
  const calls: PlannedCall[] = [];
  for (const [at, intent] of intents.entries()) {
    const error = outcomes === undefined ? await alone(chain, from, intent) : outcomes[at];
    const before = intents.slice(0, at);
    const refusal = error === undefined ? undefined : revertOf(error);
    // Alone, a call lacks what those before it do.
    const mayBeMended = outcomes === undefined && (!before.every(isApproval) || (refusal && isTokens(refusal)));
    if (error !== undefined && (at === 0 || (refusal !== undefined && !mayBeMended)))
      throw chainErrorOf(error, { host: chain.host, decimals: intent.decimals });
    calls.push({ to: intent.to, data: intent.data, isShown: error === undefined });
  }
  return calls;
}

/** Why the chain refuses a call on its own; undefined if it takes it. */
async function alone({ provider }: Chain, from: Hex, { to, data }: Intent): Promise<unknown> {
  return provider.call({ from, to, data }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The same of calls one after another, of a node that simulates that; undefined of any other. */
async function inARow({ provider }: Chain, from: Hex, intents: readonly Intent[]): Promise<unknown[] | undefined> {
  const calls = intents.map(({ to, data }) => ({ from, to, data, input: data }));
  const given = { blockStateCalls: [{ calls }], validation: false };
  const answer = await provider.send<unknown>("eth_simulateV1", [given, "latest"]).catch(() => undefined);
  const results = (answer as readonly { readonly calls?: unknown }[] | undefined)?.[0]?.calls;
  if (!Array.isArray(results) || results.length !== calls.length) return undefined;
  return results.map((result: { status?: unknown; error?: unknown; returnData?: unknown } | null) => {
    if (result?.status === "0x1") return undefined;
    const { error, returnData } = result ?? {};
    return { data: returnData, ...(typeof error === "object" ? error : { message: "it did not go through" }) };
  });
}
