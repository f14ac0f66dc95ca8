import { Signature, TypedDataEncoder, verifyTypedData } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, refused } from "../../problems/problem.ts";

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
