import type { Command } from "commander";
import type { CreditResult } from "../chain/index.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "./chain-options.ts";
import { integerOption } from "./options.ts";
import { printJson, printLines, tableLines } from "./output.ts";

interface CreditOptions extends SenderOptions {
  readonly period: string;
  readonly amount: string;
  readonly ref: string;
  readonly sequence?: string;
  readonly json?: true;
}

const HELP = `
A liquidation that closed better than it was taken over is credited as it happens, by the operator. A reference is credited
once: the same command again finds it in the fund's events, and sends nothing. The fund is approved exactly the amount, unless
it may take that much already.
${KEY_HELP}

Example:
  $ zke-insurance-fund credit --rpc http://127.0.0.1:8545 --fund 0x... --period 1 --amount 250.75 --ref liq-1`;

/** Adds `credit`: a liquidation's profit goes to the fund. */
export function addCreditCommand(program: Command): void {
  addSenderOptions(
    program.command("credit").description("Credit a liquidation's profit to the fund, once for each reference."),
  )
    .requiredOption("--period <number>", "the period the liquidation belongs to")
    .requiredOption("--amount <amount>", "the profit in tokens, with at most 6 decimals")
    .requiredOption(
      "--ref <reference>",
      "your reference of the liquidation: 32 bytes of hex, or any text, which is hashed",
    )
    .option("--sequence <number>", "how many credits the period has before this one (default: looked up)")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(creditCommand);
}

async function creditCommand(options: CreditOptions): Promise<void> {
  const { parseAmount } = await import("../rule/amount.ts");
  const { credit } = await import("../chain/index.ts");
  const order = {
    period: integerOption(options.period, "--period", 64),
    amount: inOption("--amount", () => parseAmount(options.amount)),
    ref: await refOf(options.ref),
    sequence: options.sequence === undefined ? undefined : integerOption(options.sequence, "--sequence", 64),
  };
  if (order.amount === 0n) throw new InputError("--amount is zero", { expected: "a profit above zero" });
  const result = await withSender(options, ({ fund, sender, fromBlock }) => credit(fund, sender, order, { fromBlock }));
  if (options.json) printJson(result);
  else printLines(...(await linesOf(result)));
}

/** A reference of any length as 32 bytes: they are given as such, or are the hash of the text. */
async function refOf(text: string): Promise<Hex> {
  const { isWord, toHex } = await import("../commitment/hex.ts");
  if (isWord(text)) return text.toLowerCase() as Hex;
  if (text === "") throw new InputError("--ref is empty", { expected: "a reference of the liquidation" });
  const { keccak256 } = await import("../commitment/keccak.ts");
  return toHex(keccak256(new TextEncoder().encode(text)));
}

function inOption<T>(column: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InputError ? error.at({ column }) : error;
  }
}

async function linesOf({
  sent,
  period,
  sequence,
  ref,
  amount,
  transaction,
  approvals,
}: CreditResult): Promise<string[]> {
  const { formatAmount } = await import("../rule/amount.ts");
  const done = sent
    ? `Credited ${formatAmount(amount)} to period ${period}.`
    : `Nothing was sent: ${formatAmount(amount)} had been credited to period ${period} before.`;
  return [
    done,
    ...tableLines([
      ["sequence", sequence.toString()],
      ["reference", ref],
      ["transaction", transaction],
      ...approvals.map((hash) => ["approval", hash] as const),
    ]),
  ];
}
