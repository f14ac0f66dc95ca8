import { Transaction } from "ethers";
import { requireGiven } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import { SIGNER, UNSIGNED } from "../given.ts";

/** A transaction as it is to be signed, of EIP-1559 and without an access list. */
export interface UnsignedTransaction {
  /** The number of its type: with fees by EIP-1559. */
  readonly type: 2;
  readonly chainId: bigint;
  readonly nonce: number;
  readonly to: Hex;
  readonly data: Hex;
  /** In wei. */
  readonly value: bigint;
  /** In units of gas. */
  readonly gasLimit: bigint;
  /** Wei a unit of gas. */
  readonly maxFeePerGas: bigint;
  /** The tip, in wei a unit of gas. */
  readonly maxPriorityFeePerGas: bigint;
}

/** What signs: a wallet of ethers, or whatever else keeps a key. What it signs is checked: it need not be trusted. */
export interface TransactionSigner {
  readonly address: string;
  /** The signed transaction, as it goes to a node. */
  signTransaction(transaction: UnsignedTransaction): Promise<string>;
}

/**
 * Signs a transaction, and makes sure that it is this one that was signed, and by this account.
 *
 * @throws {ChainError} of kind "refused" if what came back is anything else; or what the signer throws
 * @example
 * const raw = await signedBy(wallet, transaction);
 */
export async function signedBy(signer: TransactionSigner, asked: UnsignedTransaction): Promise<Hex> {
  requireGiven({ signer, transaction: asked }, { signer: SIGNER, transaction: UNSIGNED });
  const raw = await signer.signTransaction(asked);
  const signed = decoded(raw);
  if (signed === undefined) throw failed(SENDING, "signedNothing", { account: signer.address }, { kind: "refused" });
  const { from, accessList, ...fields } = signed;
  const wanted = { ...asked, to: asked.to.toLowerCase(), data: asked.data.toLowerCase() };
  const got = { ...fields, to: fields.to?.toLowerCase() };
  for (const name of Object.keys(asked) as (keyof UnsignedTransaction)[]) require(name, got[name], wanted[name]);
  require("accessList", accessList?.length ?? 0, 0);
  require("from", from?.toLowerCase(), signer.address.toLowerCase());
  return signed.serialized as Hex;
}

function require(field: string, got: unknown, expected: unknown): void {
  if (got === expected) return;
  throw failed(SENDING, "signedOther", { field, got: String(got), expected: String(expected) }, { kind: "refused" });
}

/** Undefined if it is no signed transaction, spelt as they are. */
function decoded(raw: unknown) {
  try {
    const signed = Transaction.from(raw as string);
    const { type, chainId, nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = signed;
    const { from, accessList, serialized } = signed;
    if (serialized !== String(raw).toLowerCase() || from === null) return undefined;
    const fields = { type, chainId, nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas };
    return { ...fields, from, accessList, serialized };
  } catch {
    return undefined;
  }
}
