import { COUNT, FUNCTION, ifGiven, OBJECT, partsOf } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { checksumAddress } from "../../commitment/domain.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, refused } from "../../problems/problem.ts";
import { isNodeAddress, type NodeAddress, nodeAddress } from "../node-address.ts";
import { NodeFailure } from "../node-failure.ts";
import { poster } from "../request.ts";
import { maskOf } from "../secrets.ts";
import type { TransactionSigner, UnsignedTransaction } from "./signing.ts";
import { payloadOf, type TypedDataSigner, typedSignature } from "./typed-data.ts";

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

/** What a signer may be asked by, in turn, until it knows the method. */
type Ways = readonly (readonly [method: string, params: readonly unknown[]])[];

/**
 * A signer that is asked over JSON-RPC, and keeps the key to itself: Web3Signer, which fronts key services and hardware, or clef. It is
 * asked once for each signature. The sender checks that the transaction it signed is the one that it was asked for; a signature of typed
 * data, such as an owner's of a Safe's transaction, is given only if it is the account's, of that data.
 *
 * @throws {InputError} if an address is not usable; of signTypedData, if the data is not what EIP-712 has
 * @throws {ChainError} of both methods: if the signer refuses (kind "refused"), is not reached, or gives no signature; of signTypedData,
 *   if the signature is another's or of something else (kind "refused")
 * @example
 * const signer = remoteSigner({ url: "http://127.0.0.1:9000", address: "0x..." });
 * const sender = createSender(chain, signer);
 * const signature = await signer.signTypedData({ domain, types, message });
 */
export function remoteSigner(options: RemoteSignerOptions): TransactionSigner & TypedDataSigner {
  partsOf({ timeout: ifGiven(COUNT), fetch: ifGiven(FUNCTION) })(options, "options");
  const { url, address, timeout = TIMEOUT, fetch } = options;
  if (!isNodeAddress(url)) throw refused(SENDING, "signerAddress", {});
  const place = nodeAddress(url);
  const ask = asker(place, { timeout, fetch });
  const from = checksumAddress(address);
  const signed = async (what: string, ways: Ways): Promise<string> => {
    try {
      const raw = await firstKnown(ask, ways);
      if (typeof raw !== "string") throw new NodeFailure("notNode", `no ${what}`);
      return raw;
    } catch (error) {
      throw trouble(error, place, maskOf(url));
    }
  };
  return {
    address: from,
    signTransaction(transaction) {
      const params = [requestOf(from, transaction)];
      // Web3Signer, and geth's own accounts; clef has a name of its own for it.
      return signed("signed transaction", [
        ["eth_signTransaction", params],
        ["account_signTransaction", params],
      ]);
    },
    async signTypedData(data) {
      TYPED_DATA(data, "data");
      const payload = payloadOf(data);
      const text = JSON.stringify(payload);
      // What most have; Web3Signer, whose name for it has no number; clef, which takes no text.
      const raw = await signed("signature", [
        ["eth_signTypedData_v4", [from, text]],
        ["eth_signTypedData", [from, text]],
        ["account_signTypedData", [from, payload]],
      ]);
      return typedSignature(raw, data, from);
    },
  };
}

const TYPED_DATA = partsOf({ domain: OBJECT, types: OBJECT, message: OBJECT });

/** The signer's answer to the first method that it knows. */
async function firstKnown(ask: Ask, [[method, params] = ["", []], ...further]: Ways): Promise<unknown> {
  try {
    return await ask(method, params);
  } catch (error) {
    const isUnknown = error instanceof NodeFailure && error.code === NO_SUCH_METHOD;
    if (!isUnknown || further.length === 0) throw error;
    return firstKnown(ask, further);
  }
}

function requestOf(from: Hex, transaction: UnsignedTransaction) {
  const { type, chainId, nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  const numbers = { type, chainId, nonce, value, gas: gasLimit, maxFeePerGas, maxPriorityFeePerGas };
  const hex = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, `0x${number.toString(16)}`]));
  return { from, to, data, ...hex };
}

type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>;

function asker(place: NodeAddress, options: Pick<RemoteSignerOptions, "timeout" | "fetch">): Ask {
  const post = poster(place, { ...options, mostBytes: MOST_BYTES }, new AbortController().signal);
  return async (method, params) => {
    const { answer, status } = await post({ jsonrpc: "2.0", id: 1, method, params });
    const { error, result } = answer as { error?: { code?: unknown; message?: unknown } | null; result?: unknown };
    if (error) throw new NodeFailure("refused", String(error.message ?? error), { status, code: error.code });
    // clef, and geth, give the transaction's parts beside it.
    return typeof result === "object" && result !== null ? (result as { raw?: unknown }).raw : result;
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
