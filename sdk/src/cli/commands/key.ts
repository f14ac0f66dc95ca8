import type { Command } from "commander";
import { printJson, printLines } from "../support/output.ts";
import { newPassword } from "../support/password.ts";

interface KeyOptions {
  readonly out: string;
  readonly json?: true;
}

const HELP = `
The keystore is the common encrypted JSON, for its owner alone to read, and never written over another file. Its password is asked twice on
a terminal, or taken from FUND_KEYSTORE_PASSWORD: at least 8 characters. Who loses the file or the password has lost the key.

Example:
  $ zke-insurance-fund key new --out operator.json`;

/** Adds `key new`: an account of one's own. */
export function addKeyCommand(program: Command): void {
  program
    .command("key")
    .description("Keys in keystores.")
    .helpCommand(false)
    .command("new")
    .description("Make a key in an encrypted keystore, and print its address.")
    .requiredOption("--out <file>", "the keystore; a file that is not there yet")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(newKey);
}

async function newKey({ out, json }: KeyOptions): Promise<void> {
  const { assertFileFree, writeKeystore } = await import("../support/keystore.ts");
  // Before somebody has typed a password for nothing.
  await assertFileFree(out);
  const account = await writeKeystore(out, await newPassword(out));
  if (json) printJson({ account, keystore: out });
  else printLines(account);
}
