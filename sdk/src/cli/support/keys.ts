import { homedir } from "node:os";
import { join } from "node:path";
import { getAddress, isAddress, Wallet } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { readSmallFile } from "../../entries/bundle.ts";
import type { TransactionSigner } from "../../entries/chain.ts";
import { isPostgresAddress } from "../../postgres/address.ts";
import { DATABASES } from "../../problems/english/databases.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { givenPassword } from "./password.ts";
import type { SignerFlags } from "./signer-options.ts";

/** The environment variable of a private key. */
const KEY = "FUND_PRIVATE_KEY";
/** The environment variable of a signer's address. */
const SIGNER = "FUND_SIGNER";

const MOST_BYTES = 1 << 16;
const PRIVATE_KEY = /^(?:0x)?[0-9a-f]{64}$/i;

/**
 * The account that signs: a signer's elsewhere, from an encrypted keystore, or from the environment. Neither key nor password is ever
 * repeated.
 *
 * @throws {InputError} if there is none, it is not usable, or it is not the account that was named
 */
export async function signerFrom(flags: SignerFlags): Promise<TransactionSigner> {
  const from = flags.from === undefined ? undefined : addressOption(flags.from, "--from");
  const signer = await signerOf({ ...flags, from });
  if (from === undefined || signer.address === from) return signer;
  throw refused(USAGE, "keyOfOther", {}, { got: signer.address, expected: from });
}

/**
 * Reads an option as an address.
 *
 * @returns with the checksum in its capitals
 * @throws {InputError} if it is none, or its checksum is wrong
 */
export function addressOption(text: string, name: string): Hex {
  if (isAddress(text)) return getAddress(text) as Hex;
  throw refused(USAGE, "optionAddress", { name }, { got: text });
}

async function signerOf({ keystore, from, ...flags }: SignerFlags): Promise<TransactionSigner> {
  const isSigner = flags.signer !== undefined || flags.signerFile !== undefined;
  if (keystore !== undefined && isSigner) throw refused(USAGE, "twoKeys", {});
  if (keystore !== undefined) return fromKeystore(keystore);
  const url = isSigner ? await signerUrl(flags) : process.env[SIGNER]?.trim();
  if (url) return signerAt(url, from);
  const key = process.env[KEY];
  if (key === undefined || key === "") {
    throw refused(USAGE, "noKey", { variable: KEY });
  }
  if (!PRIVATE_KEY.test(key.trim())) throw refused(USAGE, "notKey", { variable: KEY });
  try {
    return new Wallet(key.trim());
  } catch {
    throw refused(USAGE, "keyOutOfRange", { variable: KEY });
  }
}

async function signerUrl({ signer, signerFile = "" }: SignerFlags): Promise<string> {
  return signer ?? (await readSmallFile(signerFile, MOST_BYTES)).trim();
}

async function signerAt(url: string, from: string | undefined): Promise<TransactionSigner> {
  if (from === undefined)
    throw refused(USAGE, "optionMissing", { name: "--from", expected: "the signer's account that sends" });
  const { remoteSigner } = await import("../../entries/chain.ts");
  return remoteSigner({ url, address: from });
}

/** Which options say where transactions are kept. */
interface StateFlags {
  readonly state?: string | undefined;
  readonly stateFile?: string | undefined;
}

/**
 * Where transactions are kept until they are mined, as it was given: a file, or an address of PostgreSQL; undefined if nothing was.
 *
 * @throws {InputError} if the file with the address cannot be read, or has none
 */
export async function givenState({ state, stateFile }: StateFlags): Promise<string | undefined> {
  if (state !== undefined) return state;
  if (stateFile !== undefined) {
    const address = (await readSmallFile(stateFile, MOST_BYTES)).trim();
    if (!isPostgresAddress(address)) throw refused(DATABASES, "postgresAddress", {}, { file: stateFile });
    return address;
  }
  return process.env.FUND_STATE || undefined;
}

/** The same; in the user's state folder if nothing was given. */
export async function statePlace(flags: StateFlags): Promise<string> {
  const folder = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return (await givenState(flags)) ?? join(folder, "zke-insurance-fund", "transactions.sqlite");
}

async function fromKeystore(file: string): Promise<TransactionSigner> {
  const text = await readSmallFile(file, MOST_BYTES);
  const password = await givenPassword(`Password of ${file}: `);
  try {
    return await Wallet.fromEncryptedJson(text, password);
  } catch (error) {
    const wrong = error instanceof Error && /incorrect password/i.test(error.message);
    throw refused(USAGE, wrong ? "wrongPassword" : "notKeystore", {}, { file });
  }
}
