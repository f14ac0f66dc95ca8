import { COUNT, FUNCTION, ifGiven, partsOf } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { checksumAddress } from "../../commitment/domain.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, refused } from "../../problems/problem.ts";
import { isNodeAddress, type NodeAddress, nodeAddress } from "../node-address.ts";
import { NodeFailure } from "../node-failure.ts";
import { poster } from "../request.ts";
import { maskOf } from "../secrets.ts";
import type { TransactionSigner, UnsignedTransaction } from "./signing.ts";

/** Where a key is, and whose it is. */
export interface RemoteSignerOptions {
  /** http or https; a name and a password in it are sent as such, and neither they nor its path appear in messages. */
  readonly url: string;
  /** The account that signs. */
  readonly address: string;
  /** How long to wait for a signature, in milliseconds; 60,000 unless given. A person may have to confirm it. */
  readonly timeout?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
}

const TIMEOUT = 60_000;
// A signed transaction and its JSON are no longer; nodes take none above 128 KiB.
const MOST_BYTES = 1 << 20;
const NO_SUCH_METHOD = -32_601;
// Web3Signer, and geth's own accounts; clef has a name of its own for it.
const METHODS = ["eth_signTransaction", "account_signTransaction"] as const;

/**
 * A signer that is asked over JSON-RPC, and keeps the key to itself: Web3Signer, which fronts key services and hardware, or clef. It is
 * asked once for each signature. What it signs is checked by the sender.
 *
 * @throws {InputError} if an address is not usable
 * @throws {ChainError} of signTransaction: if the signer refuses (kind "refused"), is not reached, or gives no signature
 * @example
 * const sender = createSender(chain, remoteSigner({ url: "http://127.0.0.1:9000", address: "0x..." }));
 */
export function remoteSigner(options: RemoteSignerOptions): TransactionSigner {
  partsOf({ timeout: ifGiven(COUNT), fetch: ifGiven(FUNCTION) })(options, "options");
  const { url, address, timeout = TIMEOUT, fetch } = options;
  if (!isNodeAddress(url)) throw refused(SENDING, "signerAddress", {});
  const place = nodeAddress(url);
  const ask = asker(place, { timeout, fetch });
  const from = checksumAddress(address);
  return {
    address: from,
    async signTransaction(transaction) {
      const asked = requestOf(from, transaction);
      try {
        return await ask(METHODS[0], asked).catch((error: unknown) => {
          if (!(error instanceof NodeFailure) || error.code !== NO_SUCH_METHOD) throw error;
          return ask(METHODS[1], asked);
        });
      } catch (error) {
        throw trouble(error, place, maskOf(url));
      }
    },
  };
}

function requestOf(from: Hex, transaction: UnsignedTransaction) {
  const { type, chainId, nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  const numbers = { type, chainId, nonce, value, gas: gasLimit, maxFeePerGas, maxPriorityFeePerGas };
  const hex = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, `0x${number.toString(16)}`]));
  return { from, to, data, ...hex };
}

function asker(place: NodeAddress, options: Pick<RemoteSignerOptions, "timeout" | "fetch">) {
  const post = poster(place, { ...options, mostBytes: MOST_BYTES }, new AbortController().signal);
  return async (method: string, transaction: object): Promise<string> => {
    const { answer, status } = await post({ jsonrpc: "2.0", id: 1, method, params: [transaction] });
    const { error, result } = answer as { error?: { code?: unknown; message?: unknown } | null; result?: unknown };
    if (error) throw new NodeFailure("refused", String(error.message ?? error), { status, code: error.code });
    // clef, and geth, give the transaction's parts beside it.
    const raw = typeof result === "object" && result !== null ? (result as { raw?: unknown }).raw : result;
    if (typeof raw !== "string") throw new NodeFailure("notNode", "no signed transaction");
    return raw;
  };
}

/** What a signer did instead of signing, in its words but for what is secret in its address. */
function trouble(error: unknown, { host }: NodeAddress, mask: (text: string) => string): unknown {
  if (!(error instanceof NodeFailure)) return error;
  const said = mask(error.message);
  const details = { kind: error.trouble === "refused" ? "refused" : "node", cause: undefined } as const;
  if (error.trouble === "refused") return failed(SENDING, "signerRefused", { host, said }, details);
  const how = { timeout: `no signature in ${said}`, http: `it answered HTTP ${said}`, notNode: `it sent ${said}` };
  const told = error.trouble === "unreachable" ? said : how[error.trouble];
  return failed(SENDING, "signerSilent", { host, said: told }, details);
}
