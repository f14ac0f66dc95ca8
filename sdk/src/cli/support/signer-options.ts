import type { Command } from "commander";

/** Where the key that signs is. */
export interface SignerFlags {
  readonly keystore?: string;
  readonly signer?: string;
  readonly signerFile?: string;
  /** The account that signs; one that is given is the only one that may. */
  readonly from?: string | undefined;
}

/**
 * Adds the options that say who signs.
 *
 * @param takesFrom whether the command has a `--from` of its own
 */
export function addSignerOptions(command: Command, takesFrom = false): Command {
  command
    .option("--keystore <file>", "encrypted JSON keystore of the sending account")
    .option(
      "--signer <url>",
      "a signer's JSON-RPC address, Web3Signer's or clef's, which has the key (or set FUND_SIGNER)",
    )
    .option(
      "--signer-file <file>",
      "a file with that address: what is secret in it stays out of the list of processes",
    );
  return takesFrom ? command : command.option("--from <address>", "the account that sends, where the key is elsewhere");
}
