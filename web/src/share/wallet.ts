// A visitor's wallet, as browsers have them: EIP-1193 to ask, EIP-6963 to find several.

/** What a wallet's extension puts into a page. */
export interface WalletProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

export interface Wallet {
  /** As it calls itself; "" if it does not say. */
  readonly name: string;
  readonly provider: WalletProvider;
}

/** Why a wallet did nothing. */
export type WalletProblem =
  | "refused"
  | "busy"
  | "noAccount"
  | "otherChain"
  | "unknownChain"
  | "disconnected"
  | "noMoney"
  | "other";

/** A wallet that did not do what it was asked; `detail` is a chain's number or the wallet's own words. */
export class WalletError extends Error {
  override readonly name = "WalletError";
  readonly problem: WalletProblem;
  readonly detail: string;

  constructor(problem: WalletProblem, detail = "") {
    super(`${problem} ${detail}`.trim());
    this.problem = problem;
    this.detail = detail;
  }
}

/** A call to a contract. */
export interface WalletCall {
  readonly chainId: bigint;
  readonly to: string;
  readonly data: string;
}

/**
 * Finds the wallets of this browser, and tells of them as they come.
 *
 * @returns ends the search
 */
export function findWallets(tell: (wallets: readonly Wallet[]) => void): () => void {
  const found: Wallet[] = [];
  const own = (globalThis as { ethereum?: WalletProvider }).ethereum;
  const told = () => tell(found.length === 0 && own !== undefined ? [{ name: "", provider: own }] : [...found]);
  const onAnnounced = (event: Event) => {
    const { detail } = event as CustomEvent<{ info?: { name?: unknown }; provider?: WalletProvider } | undefined>;
    if (detail?.provider === undefined || found.some(({ provider }) => provider === detail.provider)) return;
    found.push({ name: String(detail.info?.name ?? "").slice(0, LONGEST_NAME), provider: detail.provider });
    told();
  };
  addEventListener("eip6963:announceProvider", onAnnounced);
  dispatchEvent(new Event("eip6963:requestProvider"));
  told();
  return () => removeEventListener("eip6963:announceProvider", onAnnounced);
}

const LONGEST_NAME = 40;
const LONGEST_SAID = 200;
const PROBLEMS: Readonly<Record<number, WalletProblem>> = {
  4001: "refused",
  4100: "noAccount",
  4900: "disconnected",
  4901: "disconnected",
  [-32002]: "busy",
};

/**
 * Has a wallet send a call, from the account that its owner chooses.
 *
 * @param beforeSending is given the account before the wallet is asked to send; what it throws is passed on, and nothing is sent
 * @throws {WalletError} if the wallet does not send it
 */
export async function sendByWallet(
  provider: WalletProvider,
  { chainId, to, data }: WalletCall,
  beforeSending: (account: string) => Promise<void>,
): Promise<{ readonly account: string; readonly hash: string }> {
  const ask = (method: string, params: readonly unknown[] = []) =>
    provider.request({ method, params }).catch((error: unknown) => {
      throw problemOf(error);
    });
  const accounts = await ask("eth_requestAccounts");
  const account = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof account !== "string") throw new WalletError("noAccount");
  await beOnChain(ask, chainId);
  await beforeSending(account);
  const call = { from: account, to, data, value: "0x0" };
  const gas = await ask("eth_estimateGas", [call]);
  // What others do before the call is taken may make it dearer.
  const limit = isNumber(gas) ? { gas: `0x${((BigInt(gas) * 12n) / 10n).toString(16)}` } : {};
  const hash = await ask("eth_sendTransaction", [{ ...call, ...limit }]);
  if (typeof hash !== "string" || !/^0x[0-9a-f]{64}$/i.test(hash)) throw new WalletError("other", String(hash));
  return { account, hash };
}

/** Whether the wallet's own node says that a transaction failed: a hint, and no more. */
export async function failedByWallet(provider: WalletProvider, hash: string): Promise<boolean> {
  const receipt = await provider
    .request({ method: "eth_getTransactionReceipt", params: [hash] })
    .catch(() => undefined);
  return (receipt as { status?: unknown } | null | undefined)?.status === "0x0";
}

type Ask = (method: string, params?: readonly unknown[]) => Promise<unknown>;

async function beOnChain(ask: Ask, chainId: bigint): Promise<void> {
  const isThere = async () => {
    const answer = await ask("eth_chainId");
    return isNumber(answer) && BigInt(answer) === chainId;
  };
  if (await isThere()) return;
  try {
    await ask("wallet_switchEthereumChain", [{ chainId: `0x${chainId.toString(16)}` }]);
  } catch (error) {
    if (error instanceof WalletError && error.problem === "unknownChain")
      throw new WalletError("unknownChain", String(chainId));
    if (error instanceof WalletError && error.problem !== "other") throw error;
    throw new WalletError("otherChain", String(chainId));
  }
  if (!(await isThere())) throw new WalletError("otherChain", String(chainId));
}

const isNumber = (value: unknown): value is string => typeof value === "string" && /^0x[0-9a-f]+$/i.test(value);

function problemOf(error: unknown): WalletError {
  const { code, message, data } = (error ?? {}) as { code?: unknown; message?: unknown; data?: unknown };
  const said = String(message ?? error).slice(0, LONGEST_SAID);
  const inner = (data as { originalError?: { code?: unknown } } | undefined)?.originalError?.code;
  if (code === 4902 || inner === 4902) return new WalletError("unknownChain", said);
  if (/insufficient funds|enough funds/i.test(said)) return new WalletError("noMoney");
  return new WalletError(PROBLEMS[Number(code)] ?? "other", said);
}
