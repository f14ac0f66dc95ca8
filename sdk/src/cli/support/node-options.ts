import type { Command } from "commander";
import type { ConnectOptions } from "../../chain/connection.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { integerOption } from "./options.ts";

/** Which nodes are asked, and what they must be. */
export interface NodeFlags {
  readonly rpc?: string | readonly string[];
  readonly rpcFile?: string;
  readonly chainId?: string;
  readonly sendRpc?: string;
  readonly agree?: string;
}

/** The environment variable with the nodes' addresses. */
const NODES = "FUND_RPC";
const SENDING = "FUND_SEND_RPC";
const MOST_BYTES = 1 << 16;

/** Collects an option that may be given more than once. */
const collect = (text: string, before: readonly string[] = []) => [...before, text];

/** Adds the options that say which nodes are asked. */
export function addNodeOptions(command: Command): Command {
  return command
    .option(
      "--rpc <url>",
      `a node's JSON-RPC address; may be given more than once: the nodes stand in for each other (or set ${NODES})`,
      collect,
    )
    .option(
      "--rpc-file <file>",
      "a file with such addresses, one a line: keys in them stay out of the list of processes",
    )
    .option("--chain-id <number>", "the chain id that the nodes must have");
}

/** Adds the option that says where transactions go out. */
export function addSendOption(command: Command): Command {
  return command.option(
    "--send-rpc <url>",
    `the JSON-RPC address that takes transactions, of a private relay say (or set ${SENDING}; default: the nodes)`,
  );
}

/** Adds the option of a command that acts by itself on what nodes say. */
export function addAgreeOption(command: Command): Command {
  return command.option("--agree <number>", "how many nodes must agree before anything is done", "1");
}

/** Whether nodes are named in the arguments. */
export const namesNodes = ({ rpc, rpcFile }: NodeFlags) => rpc !== undefined || rpcFile !== undefined;

/**
 * The nodes' addresses, of the first place that has any: the arguments, the file, the environment.
 *
 * @throws {InputError} if there are none, or the file or a number cannot be used
 */
export async function nodesOf(flags: NodeFlags): Promise<{ rpc: readonly string[]; connect: ConnectOptions }> {
  const rpc = await addressesOf(flags);
  if (rpc.length === 0) {
    const expected = `the address of a node: --rpc, --rpc-file or ${NODES}`;
    throw refused(USAGE, "optionMissing", { name: "--rpc", expected });
  }
  const { chainId, sendRpc = process.env[SENDING] || undefined, agree = "1" } = flags;
  return {
    rpc,
    connect: {
      sendTo: sendRpc,
      chainId: chainId === undefined ? undefined : integerOption(chainId, "--chain-id", 64),
      agree: Number(integerOption(agree, "--agree", 8)),
    },
  };
}

async function addressesOf({ rpc = [], rpcFile }: NodeFlags): Promise<readonly string[]> {
  const given = [rpc].flat();
  if (given.length > 0) return given;
  const { readSmallFile } = await import("../../disk/text-file.ts");
  const text = rpcFile === undefined ? process.env[NODES] : await readSmallFile(rpcFile, MOST_BYTES);
  return (text ?? "").split(/[\s,]+/).filter((part) => part !== "");
}
