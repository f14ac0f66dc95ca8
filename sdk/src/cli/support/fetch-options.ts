import type { Command } from "commander";
import type { FetchOptions } from "../../entries/node.ts";
import { type DaemonFlags, secondsOption, urlOption, webhookOf } from "./daemon.ts";
import { nodesOf } from "./node-options.ts";
import { integerOption } from "./options.ts";

/** How bundles are fetched: the options as they are given. */
export interface FetchFlags {
  readonly allowPrivate?: true;
  readonly ipfsGateway?: string;
  readonly maxBytes: string;
  readonly fetchTimeout: string;
}

/** Of `--allow-private`, where a local chain needs no such option. */
export const FROM_PRIVATE_HELP = "fetch bundles from private addresses, too; so it is on a local chain";

/** Adds the options that say how bundles are fetched. */
export function addFetchOptions(command: Command, allowPrivateHelp: string): Command {
  return command
    .option("--allow-private", allowPrivateHelp)
    .option("--ipfs-gateway <url>", "where ipfs: addresses are fetched from, such as http://127.0.0.1:8080")
    .option("--max-bytes <number>", "the largest file that is fetched", String(4 * 2 ** 30))
    .option("--fetch-timeout <seconds>", "the longest time for a file", "900");
}

/**
 * Reads them.
 *
 * @throws {InputError} if one is not usable
 */
export async function fetchOptionsOf(flags: FetchFlags & DaemonFlags): Promise<FetchOptions> {
  const { allowPrivate, ipfsGateway, maxBytes, fetchTimeout } = flags;
  return {
    // They tell, when a bundle's host does not answer, whether anybody does.
    witnesses: [...(await nodesOf(flags)).rpc, webhookOf(flags) ?? "", ipfsGateway ?? ""],
    allowPrivate,
    ipfsGateway: ipfsGateway === undefined ? undefined : urlOption(ipfsGateway, "--ipfs-gateway"),
    mostBytes: Number(integerOption(maxBytes, "--max-bytes", 48)),
    timeout: secondsOption(fetchTimeout, "--fetch-timeout"),
  };
}
