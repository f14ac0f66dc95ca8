// What a command would send: told, written for a multisig, or only tried; nothing is sent.
import type { Command } from "commander";
import type { Hex } from "../../columns/hex.ts";
import type { Chain, Fund, PlannedCall } from "../../entries/chain.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import type { OpenSender, SenderOptions } from "./chain-options.ts";
import { note, printJson, printLines } from "./output.ts";

/** What is to be done instead of sending. */
export interface PlanFlags {
  readonly dryRun?: true;
  readonly calldata?: true;
  readonly safe?: string;
  /** Who sends. */
  readonly from?: string | undefined;
  readonly json?: true;
}

/** Help for every command that sends. */
export const PLAN_HELP = `
Instead of sending, --dry-run tries what would be sent, and says what it does; --calldata prints it for another wallet, and --safe
writes it as a batch for Safe's Transaction Builder. Each is simulated from the address that will send, --from, first: what the chain
would refuse now ends with exit code 3. None of them needs a key; nothing is kept.`;

/** Adds the options of a command that may tell what it would send. */
export function addPlanOptions(command: Command): Command {
  return command
    .option("--dry-run", "send nothing: simulate it, and say what would be sent")
    .option("--calldata", "send nothing: print each call's target, data and value, and what it does")
    .option(
      "--safe <file>",
      "send nothing: write a batch for Safe's Transaction Builder, to a file that must not exist",
    );
}

/** Whether nothing is to be sent. */
export const isPlanned = ({ dryRun, calldata, safe }: PlanFlags) =>
  dryRun === true || calldata === true || safe !== undefined;

/**
 * Runs a command up to what it would send, and tells that.
 *
 * @returns what the command came to if it need not send; undefined if what it would send was told
 * @throws {InputError} if it is not known who will send, or the file exists
 * @throws {ChainError} if the chain would refuse it
 */
export async function planned<T>(
  options: SenderOptions,
  withOpenFund: <R>(run: (open: Omit<OpenSender, "sender">) => Promise<R>) => Promise<R>,
  run: (open: OpenSender) => Promise<T>,
): Promise<T | undefined> {
  const { planCalls } = await import("../../entries/chain.ts");
  const from = await whoSends(options);
  if (options.safe !== undefined) {
    const { assertFree } = await import("../../disk/whole-file.ts");
    await assertFree(options.safe);
  }
  return withOpenFund(async (open) => {
    const { calls, result } = await planCalls(open.chain, from, (sender) => run({ ...open, sender }));
    if (calls.length === 0) return result;
    await tell(open, from, calls, options);
    return undefined;
  });
}

async function whoSends(options: SenderOptions): Promise<Hex> {
  const { addressOption, signerFrom } = await import("./keys.ts");
  if (options.from !== undefined) return addressOption(options.from, "--from");
  if (options.dryRun) return (await signerFrom(options)).address as Hex;
  throw refused(USAGE, "optionMissing", { name: "--from", expected: "the address that will send" });
}

async function tell(
  { chain, fund }: { readonly chain: Chain; readonly fund: Fund },
  from: Hex,
  planned: readonly PlannedCall[],
  { safe, calldata, json }: SenderOptions,
): Promise<void> {
  const { callWords } = await import("./call-words.ts");
  const words = await callWords(fund);
  const calls: (PlannedCall & { readonly what: string })[] = [];
  for (const call of planned) calls.push({ ...call, what: await words(call) });
  if (safe !== undefined) await writeBatch(chain, from, calls, safe);
  if (json) {
    const told = calls.map(({ to, data, what, isShown }) => ({ to, value: "0", data, what, simulated: isShown }));
    return printJson({ sent: false, planned: true, from, chainId: chain.chainId, calls: told, ...(safe && { safe }) });
  }
  const lines = calls.flatMap(({ to, data, what }, at) => [
    `  ${at + 1}. ${what}`,
    `     to ${to}, value 0`,
    ...(calldata ? [`     data ${data}`] : []),
  ]);
  const unseen = calls.filter(({ isShown }) => !isShown).length;
  printLines(
    `Nothing was sent. ${from} would send on chain ${chain.chainId}${calls.length > 1 ? ", in this order" : ""}:`,
    ...lines,
    unseen === 0
      ? "The chain would take it now."
      : `The chain would take it now, as far as this node can tell: ${unseen} of the calls could not be simulated after those before.`,
    ...(safe === undefined ? [] : [`The batch is in ${safe}: open it in the Transaction Builder of the Safe ${from}.`]),
  );
}

async function writeBatch(
  { provider, chainId }: Chain,
  from: Hex,
  calls: readonly (PlannedCall & { readonly what: string })[],
  file: string,
): Promise<void> {
  const { safeBatch } = await import("../../entries/chain.ts");
  const { writeWholeFile } = await import("../../disk/whole-file.ts");
  if ((await provider.getCode(from)) === "0x")
    note(`warning: ${from} is no contract on chain ${chainId}; a batch is executed by a Safe.`);
  const description = calls.map(({ what }) => what).join("; ");
  const batch = safeBatch({ from, chainId, calls }, { name: "zke-insurance-fund", description });
  const text = `${JSON.stringify(batch, undefined, 2)}\n`;
  await writeWholeFile(file, (write) => write(new TextEncoder().encode(text)));
}
