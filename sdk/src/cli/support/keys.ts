import { homedir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { readSmallFile } from "../../entries/bundle.ts";
import type { TransactionSigner } from "../../entries/chain.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { Interrupted } from "./output.ts";

/** The environment variable of a private key. */
const KEY = "FUND_PRIVATE_KEY";
/** The environment variable of a keystore's password. */
const PASSWORD = "FUND_KEYSTORE_PASSWORD";

const MOST_BYTES = 1 << 16;
const PRIVATE_KEY = /^(?:0x)?[0-9a-f]{64}$/i;

/**
 * The account that signs: from an encrypted keystore, or from the environment. Neither key nor password is ever repeated.
 *
 * @throws {InputError} if there is neither, or it is not usable
 */
export async function signerFrom(keystore: string | undefined): Promise<TransactionSigner> {
  if (keystore !== undefined) return fromKeystore(keystore);
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

/** Which options say where transactions are kept. */
interface StateFlags {
  readonly state?: string | undefined;
  readonly stateFile?: string | undefined;
}

/**
 * Where transactions are kept until they are mined, as it was given: a file, or an address of PostgreSQL; undefined if nothing was.
 *
 * @throws {InputError} if the file with the address cannot be read
 */
export async function givenState({ state, stateFile }: StateFlags): Promise<string | undefined> {
  if (state !== undefined) return state;
  if (stateFile !== undefined) return (await readSmallFile(stateFile, MOST_BYTES)).trim();
  return process.env.FUND_STATE || undefined;
}

/** The same; in the user's state folder if nothing was given. */
export async function statePlace(flags: StateFlags): Promise<string> {
  const folder = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return (await givenState(flags)) ?? join(folder, "zke-insurance-fund", "transactions.sqlite");
}

async function fromKeystore(file: string): Promise<TransactionSigner> {
  const text = await readSmallFile(file, MOST_BYTES);
  const password = process.env[PASSWORD] ?? (await askPassword(`Password of ${file}: `));
  try {
    return await Wallet.fromEncryptedJson(text, password);
  } catch (error) {
    const wrong = error instanceof Error && /incorrect password/i.test(error.message);
    throw refused(USAGE, wrong ? "wrongPassword" : "notKeystore", {}, { file });
  }
}

/** Asks on the terminal, without showing what is typed. */
function askPassword(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw refused(USAGE, "noPassword", { variable: PASSWORD });
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = () => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
    };
    const take = (text: string) => {
      for (const character of text) {
        if (character === "\r" || character === "\n" || character === "\u0004") {
          end();
          resolve(typed);
          return;
        }
        if (character === "\u0003") {
          end();
          reject(new Interrupted("Interrupted: nothing was sent."));
          return;
        }
        typed = character === "\u007f" || character === "\b" ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.on("data", take);
  });
}
