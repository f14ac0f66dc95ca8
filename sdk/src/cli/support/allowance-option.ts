/** Of `--allowance`. */
export const ALLOWANCE_HELP =
  "what is approved, in tokens, if the fund may take less than is needed (default: what is needed)";

/** Of `--into-frozen`. */
export const INTO_FROZEN_HELP = "pay in, though the token lets nothing out of the vault, or tokens are missing there";

/**
 * Reads `--allowance`, or another amount of tokens.
 *
 * @returns base units; undefined if it is not given
 * @throws {InputError} if it is not a plain decimal
 */
export async function allowanceOption<T extends string | undefined>(text: T, decimals: number, name = "--allowance") {
  const { inColumn } = await import("../../tables/liquidations-input.ts");
  const { parseAmount } = await import("../../rule/amount.ts");
  return (text === undefined ? undefined : inColumn(name, () => parseAmount(text, { decimals }))) as T extends string
    ? bigint
    : bigint | undefined;
}
