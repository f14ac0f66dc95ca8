import { keccak256, toUtf8Bytes } from "ethers";
import { BYTES, COUNT, ifGiven, listOf, partsOf, requireGiven, TEXT, UINT256 } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { ADDRESS } from "../given.ts";
import type { Plan } from "./plan.ts";

/** One call of a batch. */
export interface SafeTransaction {
  readonly to: Hex;
  /** In wei. */
  readonly value: string;
  readonly data: Hex;
  readonly contractMethod: null;
  readonly contractInputsValues: null;
}

/** A batch as the Transaction Builder of Safe reads it. */
export interface SafeBatch {
  readonly version: "1.0";
  readonly chainId: string;
  /** In milliseconds. */
  readonly createdAt: number;
  readonly meta: {
    readonly name: string;
    readonly description: string;
    readonly txBuilderVersion: string;
    readonly createdFromSafeAddress: Hex;
    readonly createdFromOwnerAddress: "";
    readonly checksum: Hex;
  };
  readonly transactions: readonly SafeTransaction[];
}

const PLAN = partsOf({ from: ADDRESS, chainId: UINT256, calls: listOf(partsOf({ to: ADDRESS, data: BYTES })) });
const ABOUT = partsOf({ name: TEXT, description: ifGiven(TEXT), createdAt: ifGiven(COUNT) });
const BUILDER = "1.18.2";

/**
 * A batch of the calls of a plan, for the Transaction Builder of Safe: its owners see each call, and sign all of them as one
 * transaction.
 *
 * @param about what it is for; `createdAt` in milliseconds, now unless given
 * @example
 * const plan = await planCalls(chain, safe, (sender) => pause(fund, sender));
 * await writeFile("pause.json", JSON.stringify(safeBatch(plan, { name: "pause" })));
 */
export function safeBatch(
  plan: Pick<Plan<unknown>, "from" | "chainId" | "calls">,
  about: { readonly name: string; readonly description?: string; readonly createdAt?: number },
): SafeBatch {
  requireGiven({ plan, about }, { plan: PLAN, about: ABOUT });
  const { from, chainId, calls } = plan;
  const { name, description = "", createdAt = Date.now() } = about;
  const meta = {
    ...{ name, description, txBuilderVersion: BUILDER },
    ...{ createdFromSafeAddress: from, createdFromOwnerAddress: "" as const },
  };
  const transactions = calls.map(({ to, data }) => ({
    ...{ to, value: "0", data, contractMethod: null, contractInputsValues: null },
  }));
  const batch = { version: "1.0" as const, chainId: String(chainId), createdAt, meta, transactions };
  return { ...batch, meta: { ...meta, checksum: checksumOf(batch) } };
}

/** By which the builder sees that a file was changed: over all but the name, in an order of its own. */
export function checksumOf<Batch extends { readonly meta: object }>(batch: Batch): Hex {
  return keccak256(toUtf8Bytes(serialized({ ...batch, meta: { ...batch.meta, name: null } }))) as Hex;
}

function serialized(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialized).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  const parts = keys.map((key) => `${serialized((value as Record<string, unknown>)[key])},`);
  return `{${JSON.stringify(keys)}${parts.join("")}}`;
}
