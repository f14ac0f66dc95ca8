import type { Command } from "commander";
import type { Chain, ChainCheck, Fund, SendEvent, Sender } from "../../entries/chain.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { parseAmount } from "../../rule/amount.ts";
import { addNodeOptions, addSendOption, type NodeFlags, namesNodes, nodesOf } from "./node-options.ts";
import { integerOption } from "./options.ts";
import { formatTime, note } from "./output.ts";
import { addPlanOptions, isPlanned, PLAN_HELP, type PlanFlags, planned } from "./plan.ts";
import { addSignerOptions, type SignerFlags } from "./signer-options.ts";

/** Where the fund is. */
export interface FundOptions extends NodeFlags {
  readonly fund: string;
  readonly fromBlock?: string;
}

/** Who sends, and how it is waited for. */
export interface SenderOptions extends FundOptions, SignerFlags, PlanFlags {
  readonly state?: string;
  readonly stateFile?: string;
  readonly confirmations?: string;
  readonly timeout: string;
  readonly maxFee: string;
  readonly tip?: string;
}

/** Help for every command that sends. */
export const KEY_HELP = `
The key that signs is never an argument. It comes from an encrypted JSON keystore (--keystore FILE; its password from
FUND_KEYSTORE_PASSWORD, or asked for on the terminal), or from the environment variable FUND_PRIVATE_KEY; or it stays where it is, and
a signer signs (--signer URL --from ADDRESS, as Web3Signer and clef do).
${PLAN_HELP}

A transaction is kept on disk before it is sent (--state, or FUND_STATE). If the command is stopped, run it again: it first
brings to an end what it had sent, and sends nothing twice.`;

/** Whatever a node says that gas costs now, no more is offered. */
export const MAX_FEE = "1000";
export const MAX_FEE_HELP = "the most that is offered for a unit of gas, the tip included";

const SECOND = 1_000;
const GWEI_DECIMALS = 9;

/** Adds the options that say where the fund is. */
export function addFundOptions(command: Command): Command {
  return addNodeOptions(command)
    .requiredOption("--fund <address>", "the fund's address")
    .option(
      "--from-block <number>",
      "a block before the fund's first; found by itself unless no node keeps old states",
    );
}

/** Adds the options of a command that may ask the chain, or not. */
export function addOptionalFundOptions(command: Command): Command {
  return addNodeOptions(command).option("--fund <address>", "the fund's address on the nodes' chain: ask that, too");
}

/**
 * Where the fund is, if the chain is to be asked.
 *
 * @throws {InputError} if nodes are named, and no fund
 */
export function fundOptionsOf({ fund, ...nodes }: Partial<FundOptions>): FundOptions | undefined {
  if (fund !== undefined) return { ...nodes, fund };
  if (!namesNodes(nodes)) return undefined;
  throw refused(USAGE, "optionMissing", { name: "--fund", expected: "--rpc and --fund together" });
}

/**
 * Adds the options of a command that sends.
 *
 * @param takesFrom whether it has a `--from` of its own, which takes the sending address as well
 */
export function addSenderOptions(command: Command, takesFrom = false): Command {
  return addPlanOptions(addSignerOptions(addSendOption(addFundOptions(command)), takesFrom))
    .option(
      "--state <file>",
      "where transactions are kept until they are mined: a file, or postgres://... for several machines (or set FUND_STATE; default: in the user's state folder)",
    )
    .option("--state-file <file>", "a file with that address: its password stays out of the list of processes")
    .option(
      "--confirmations <number>",
      "how many blocks must stand on a transaction, its own included (default: 3; on a local chain 1)",
    )
    .option("--timeout <seconds>", "how long to wait for a transaction", "600")
    .option("--max-fee <gwei>", MAX_FEE_HELP, MAX_FEE)
    .option("--tip <gwei>", "the tip that is offered first for a unit of gas (default: what the node suggests)");
}

/** The chain and the fund on it; close the chain when done. */
export interface OpenFund {
  readonly chain: Chain;
  readonly fund: Fund;
  /** A block before the fund's first, if one was given. */
  readonly fromBlock: number | undefined;
}

/** A fund, and who sends. */
export interface OpenSender extends OpenFund {
  readonly sender: Sender;
}

/**
 * Runs a command on a fund, and lets the chain go afterwards.
 *
 * @param looksItself whether the command itself finds out whose word is wrong where node and fund name different chains
 */
export async function withFund<T>(
  options: FundOptions,
  run: (open: OpenFund) => Promise<T>,
  looksItself = false,
): Promise<T> {
  const { connectChain, identityOf, openFund, startOf } = await import("../../entries/chain.ts");
  const given =
    options.fromBlock === undefined ? undefined : Number(integerOption(options.fromBlock, "--from-block", 48));
  const { rpc, connect } = await nodesOf(options);
  const chain = await connectChain(rpc, connect);
  try {
    const fund = await openFund(chain.provider, options.fund, chain.host);
    // A node that names another chain than the fund is of tells of nothing else either.
    if (!looksItself) await identityOf(fund);
    // A block that is given too high must hide nothing.
    const fromBlock = given === undefined ? undefined : await startOf(chain.provider, fund.address, given);
    return await run({ chain, fund, fromBlock });
  } finally {
    chain.provider.destroy();
  }
}

/**
 * Runs a command that sends. The key is asked for first: without it nothing else is worth doing.
 *
 * @returns undefined if nothing was to be sent, and what would be was told instead
 */
export async function withSender<T>(
  options: SenderOptions,
  run: (open: OpenSender) => Promise<T>,
): Promise<T | undefined> {
  if (isPlanned(options)) return planned(options, (within) => withFund(options, within), run);
  const { createSender } = await import("../../chain/sending/sender.ts");
  const { openStore } = await import("../../chain/sending/open-store.ts");
  const { usualConfirmations } = await import("../../chain/confirmations.ts");
  const { signerFrom, statePlace } = await import("./keys.ts");
  const { stoppable } = await import("./interrupt.ts");
  const asked = confirmationsOption(options.confirmations);
  const timeout = SECOND * Number(integerOption(options.timeout, "--timeout", 24));
  const feeLimit = feeOption(options.maxFee);
  const tip = options.tip === undefined ? undefined : feeOption(options.tip, "--tip");
  const signer = await signerFrom(options);
  const store = await openStore(await statePlace(options));
  try {
    return await withFund(options, (open) => {
      const confirmations = asked ?? usualConfirmations(open.chain.chainId);
      const terms = { store, confirmations, timeout, feeLimit, tip };
      const sender = createSender(open.chain, signer, { ...terms, onEvent: noteEvent, onWait: noteWait });
      // The whole command is one task of the account.
      const held: Sender = { ...sender, inTurn: (task) => task() };
      return stoppable(
        () => sender.inTurn(() => run({ ...open, sender: held })),
        () => leftText(sender),
      );
    });
  } finally {
    await store.close();
  }
}

function noteEvent({ kind, id, nonce, hash, note: why }: SendEvent): void {
  note(`${kind}: ${whatOf(id)}, nonce ${nonce}, ${hash}${why === undefined ? "" : `: ${why}`}`);
}

const noteWait = () => note("Another command of the same account is running; waiting for its end.");
const whatOf = (id: string) => id.split(" ")[0];

/** What a command that was stopped leaves behind. */
async function leftText(sender: Sender): Promise<string> {
  const left = (await sender.underWay()).map(
    ({ id, nonce, hash }) => `transaction ${hash} (${whatOf(id)}, nonce ${nonce})`,
  );
  if (left.length === 0) return "nothing is on its way.";
  return `on its way: ${left.join(", ")}. The same command again waits for it first.`;
}

/** Reads `--confirmations`: at least 1; undefined if it was not given. */
export function confirmationsOption(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.max(Number(integerOption(text, "--confirmations", 16)), 1);
}

/** Where a settlement stands on chain, as a sentence. */
export function standingText({ status, readyAt, coverage }: ChainCheck, format: (amount: bigint) => string): string {
  if (status === "finalized") return `On chain it is final: the fund pays ${format(coverage)}.`;
  return `On chain it is pending: it can be finalized from ${formatTime(readyAt)} on, and still be shown to be wrong until then.`;
}

/**
 * Reads `--max-fee`, or another option of its kind.
 *
 * @returns wei a unit of gas
 * @throws {InputError} if it is not a plain decimal above zero
 */
export function feeOption(text: string, name = "--max-fee"): bigint {
  const fee = parseAmount(text, { decimals: GWEI_DECIMALS });
  if (fee > 0n) return fee;
  throw refused(USAGE, "optionFee", { name }, { got: text });
}
