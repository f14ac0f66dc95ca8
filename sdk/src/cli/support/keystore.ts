import { open, rm } from "node:fs/promises";
import { Wallet } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { fileError } from "../../disk/text-file.ts";
import { assertFree } from "../../disk/whole-file.ts";

const OWNER_ONLY = 0o600;

/** @throws {InputError} if there is something at a path, or it cannot be told */
export async function assertFileFree(path: string): Promise<void> {
  await assertFree(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
}

/**
 * Makes a key and keeps it in an encrypted keystore, for its owner alone to read.
 *
 * @param path must not exist: another key may be there, and would be lost
 * @returns the key's account
 * @throws {InputError} if something is there, or it cannot be written; then nothing is left behind
 */
export async function writeKeystore(path: string, password: string): Promise<Hex> {
  const wallet = Wallet.createRandom();
  const keystore = await wallet.encrypt(password);
  const file = await open(path, "wx", OWNER_ONLY).catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    await file.writeFile(`${keystore}\n`);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw fileError(error, path);
  } finally {
    await file.close();
  }
  return wallet.address as Hex;
}
