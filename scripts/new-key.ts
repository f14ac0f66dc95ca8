// Makes a key for an account of the exchange's backend, in an encrypted keystore as the command line takes it, and prints its address:
//
//     read -rsp "Password: " FUND_KEYSTORE_PASSWORD && export FUND_KEYSTORE_PASSWORD
//     node scripts/new-key.ts operator.json
import { open } from "node:fs/promises";
import { Wallet } from "ethers";

const USAGE = "usage: node scripts/new-key.ts FILE, with the keystore's password in FUND_KEYSTORE_PASSWORD";
const SHORTEST = 8;
const OWNER_ONLY = 0o600;

async function makeKey(file: string | undefined, password: string): Promise<string> {
  if (file === undefined) throw new Error(USAGE);
  if (password.length < SHORTEST) {
    throw new Error(`FUND_KEYSTORE_PASSWORD has ${password.length} characters; expected at least ${SHORTEST}`);
  }
  const wallet = Wallet.createRandom();
  const keystore = await wallet.encrypt(password);
  // Never over another key: that one would be lost.
  const handle = await open(file, "wx", OWNER_ONLY).catch(({ code }: NodeJS.ErrnoException) => {
    const reason = code === "EEXIST" ? "exists; it may hold a key" : `cannot be written (${code})`;
    throw new Error(`${file} ${reason}: name another file`);
  });
  await handle.writeFile(`${keystore}\n`);
  await handle.sync();
  await handle.close();
  return wallet.address;
}

try {
  const [file, ...more] = process.argv.slice(2);
  if (more.length > 0) throw new Error(USAGE);
  console.log(await makeKey(file, process.env.FUND_KEYSTORE_PASSWORD ?? ""));
} catch (error) {
  console.error(`new-key: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
