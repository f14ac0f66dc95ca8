import { createReadStream } from "node:fs";
import { refOf } from "../../chain/reference.ts";
import { assertUtf8 } from "../../columns/bytes.ts";
import { fileError } from "../../disk/text-file.ts";
import type { CreditAsked } from "../../entries/chain.ts";
import { InputError } from "../../errors.ts";
import { parseAmount } from "../../rule/amount.ts";
import { CsvScanner } from "../../tables/csv.ts";
import { inColumn, rangeText } from "../../tables/liquidations-input.ts";

/** The columns of a file of credits. */
const CREDIT_COLUMNS = ["ref", "amount"] as const;
/** The file name that stands for standard input. */
const STANDARD_INPUT = "-";

/**
 * Reads a file of credits, `ref,amount`: the exchange's references, and profits in tokens.
 *
 * @param path "-" for standard input
 * @param decimals decimal places of the fund's token
 * @throws {InputError} with file, line and column, at the first row that is wrong
 */
export async function readCreditsFile(path: string, decimals: number): Promise<CreditAsked[]> {
  const file = path === STANDARD_INPUT ? "standard input" : path;
  const credits: CreditAsked[] = [];
  const scanner = new CsvScanner({
    file,
    headers: [CREDIT_COLUMNS],
    onHeader: () => {},
    onRecord({ bytes, starts, ends, line }) {
      const field = (at: number) => rangeText({ bytes, start: starts[at] as number, end: ends[at] as number });
      const place = { file, line };
      try {
        assertUtf8(bytes.subarray(starts[0], ends[0]), "ref");
        const name = field(0);
        const ref = inColumn("ref", () => refOf(name));
        credits.push({ ref, name, place, amount: inColumn("amount", () => parseCredit(field(1), decimals)) });
      } catch (error) {
        throw error instanceof InputError ? error.at(place) : error;
      }
    },
  });
  try {
    const pieces = path === STANDARD_INPUT ? process.stdin : createReadStream(path);
    for await (const piece of pieces) scanner.push(piece);
  } catch (error) {
    throw fileError(error, file);
  }
  scanner.end();
  return credits;
}

/**
 * Reads a credit's amount in tokens.
 *
 * @returns base units, above zero
 * @throws {InputError} if it is not a plain decimal above zero
 */
export function parseCredit(text: string, decimals: number): bigint {
  const amount = parseAmount(text, { decimals });
  if (amount > 0n) return amount;
  throw new InputError("a credit's amount is zero", { got: text, expected: "a profit above zero" });
}
