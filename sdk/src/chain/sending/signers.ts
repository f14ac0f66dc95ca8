// Whatever else signs, as a signer.
import { withFunctions } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { checksumAddress } from "../../commitment/domain.ts";
import type { TransactionSigner, UnsignedTransaction } from "./signing.ts";

/** A Signer of ethers, as far as it is used: a Wallet is a signer as it is. */
export interface EthersSigner {
  getAddress(): Promise<string>;
  signTransaction(transaction: UnsignedTransaction): Promise<string>;
}

/**
 * Makes a signer of one of ethers, that of a key service say.
 *
 * @example
 * const sender = createSender(chain, await ethersSigner(kmsSigner));
 */
export async function ethersSigner(signer: EthersSigner): Promise<TransactionSigner> {
  withFunctions(["getAddress", "signTransaction"], "a signer of ethers")(signer, "signer");
  const address = checksumAddress(await signer.getAddress());
  return { address, signTransaction: (transaction) => signer.signTransaction(transaction) };
}

/** A local account of viem, as far as it is used. */
export interface ViemAccount {
  readonly address: Hex;
  signTransaction(transaction: ViemTransaction): Promise<string>;
}

/** A transaction as viem names its parts: gas in its units, fees in wei a unit of gas. */
export interface ViemTransaction extends Pick<UnsignedTransaction, "nonce" | "to" | "data" | "value"> {
  readonly type: "eip1559";
  readonly chainId: number;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/**
 * Makes a signer of a local account of viem: of `privateKeyToAccount`, `toAccount` and their like.
 *
 * @example
 * const sender = createSender(chain, viemSigner(privateKeyToAccount(key)));
 */
export function viemSigner(account: ViemAccount): TransactionSigner {
  withFunctions(["signTransaction"], "a local account of viem")(account, "account");
  return {
    address: checksumAddress(account.address),
    signTransaction: ({ type: _, chainId, gasLimit, ...transaction }) =>
      account.signTransaction({ ...transaction, type: "eip1559", chainId: Number(chainId), gas: gasLimit }),
  };
}
