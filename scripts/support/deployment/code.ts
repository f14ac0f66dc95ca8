// Whether what lies on a chain is what this repository compiles, and was created by it: another creation code could have left
// the same contract with money or members that no event tells of.
import { readFile } from "node:fs/promises";
import { AbiCoder, getCreateAddress, Interface, type InterfaceAbi, type Result } from "ethers";

/** A compiled contract. */
export interface Artifact {
  readonly contractName: string;
  readonly abi: InterfaceAbi;
  /** Its creation code; the constructor's arguments follow. */
  readonly bytecode: string;
  readonly deployedBytecode: string;
  /** Where in the deployed code the values stand that the constructor computes, in bytes. */
  readonly immutableReferences?: Readonly<Record<string, readonly Place[]>>;
}

interface Place {
  readonly start: number;
  readonly length: number;
}

const ARTIFACTS = new URL("../../../artifacts/", import.meta.url);
export const FUND = "contracts/InsuranceFund.sol/InsuranceFund";
export const MANAGER = "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager";

/**
 * Reads a compiled contract.
 *
 * @throws {Error} with a sentence for the user if it is not compiled
 */
export async function readArtifact(name: string): Promise<Artifact> {
  const text = await readFile(new URL(`${name}.json`, ARTIFACTS), "utf8").catch(() => {
    throw new Error("the contracts are not compiled; run `npx hardhat build --no-tests` first");
  });
  return JSON.parse(text) as Artifact;
}

/** Whether a deployed code is a compiled contract's, whatever its immutable values are, as long as each is one value. */
export function isCodeOf({ deployedBytecode, immutableReferences = {} }: Artifact, code: string): boolean {
  const masked = code.toLowerCase().split("");
  for (const places of Object.values(immutableReferences)) {
    const values = places.map(({ start, length }) => code.slice(digit(start), digit(start + length)).toLowerCase());
    if (new Set(values).size > 1) return false;
    for (const { start, length } of places) masked.fill("0", digit(start), digit(start + length));
  }
  // The compiler leaves zeros where an immutable will stand.
  return masked.join("") === deployedBytecode.toLowerCase();
}

/** Where a byte's digits stand behind "0x". */
const digit = (byte: number) => 2 + 2 * byte;

/** A transaction, as far as it tells what it created. */
export interface CreatingTransaction {
  readonly to: string | null;
  readonly from: string;
  readonly nonce: number;
  readonly data: string;
}

/**
 * The constructor's arguments with which a transaction created a compiled contract at an address; undefined if it did anything
 * else.
 */
export function creationOf(
  { abi, bytecode }: Artifact,
  address: string,
  transaction: CreatingTransaction | null,
): Result | undefined {
  if (transaction === null || transaction.to !== null) return undefined;
  const { data } = transaction;
  if (getCreateAddress(transaction) !== address || !data.startsWith(bytecode)) return undefined;
  try {
    return AbiCoder.defaultAbiCoder().decode(new Interface(abi).deploy.inputs, `0x${data.slice(bytecode.length)}`);
  } catch {
    return undefined;
  }
}
