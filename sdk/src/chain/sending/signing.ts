import { Signature, Transaction, TypedDataEncoder, verifyTypedData } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, refused } from "../../problems/problem.ts";

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

/** One field of a type of EIP-712. */
export interface TypedField {
  readonly name: string;
  /** Such as "uint256", "bytes32", or the name of another type. */
  readonly type: string;
}

/** A message as EIP-712 has it, such as a transaction of a Safe that its owners sign. */
export interface TypedData {
  /** Whose message it is: of "name", "version", "chainId", "verifyingContract" and "salt", what that contract has. */
  readonly domain: Readonly<Record<string, unknown>>;
  /** The fields of each type but the domain's; the one that no other uses is the message's own. */
  readonly types: Readonly<Record<string, readonly TypedField[]>>;
  readonly message: Readonly<Record<string, unknown>>;
}

/** What signs messages of EIP-712. */
export interface TypedDataSigner {
  readonly address: string;
  /** 65 bytes: r, s and v, which is 27 or 28. */
  signTypedData(data: TypedData): Promise<Hex>;
}

/**
 * Signs a transaction, and makes sure that it is this one that was signed, and by this account.
 *
 * @throws {ChainError} of kind "refused" if what came back is anything else; or what the signer throws
 */
export async function signedBy(signer: TransactionSigner, asked: UnsignedTransaction): Promise<Hex> {
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

/** Typed data as the node's methods take it, with its domain's fields and its own type's name. @throws {InputError} if it is none */
export function payloadOf({ domain, types, message }: TypedData): object {
  try {
    return TypedDataEncoder.getPayload(domain, mutable(types), message);
  } catch (error) {
    throw refused(
      SENDING,
      "typedData",
      {},
      { got: (error as { shortMessage?: string }).shortMessage ?? String(error) },
    );
  }
}

/**
 * The signature of typed data, if it is that, and of this account.
 *
 * @throws {ChainError} of kind "refused" if it is anything else
 */
export function typedSignature(raw: string, { domain, types, message }: TypedData, account: Hex): Hex {
  let signature: Signature;
  let signer: string;
  try {
    signature = Signature.from(raw);
    signer = verifyTypedData(domain, mutable(types), message, signature);
  } catch {
    throw failed(SENDING, "signedNoData", { account }, { kind: "refused" });
  }
  if (signer === account) return signature.serialized as Hex;
  throw failed(SENDING, "signedOtherData", { account, got: signer }, { kind: "refused" });
}

const mutable = (types: TypedData["types"]) =>
  Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]]));

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
