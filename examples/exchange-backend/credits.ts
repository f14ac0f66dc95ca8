// Liquidations' profits to the fund: a row that cannot be credited is told, and holds up no other.
import type { Pool } from "pg";
import { InputError, parseAmount } from "zke-insurance-fund";
import type { CreditQueue } from "zke-insurance-fund/node";
import { noteCredited, type Uncredited, uncredited } from "./tables.ts";

type Queued = Parameters<CreditQueue["add"]>[0];

/**
 * Credits what no block has credited yet, and notes the blocks.
 *
 * @param decimals decimal places of the fund's token
 * @param tell told why a row could not be credited; it is tried again when this is called again
 */
export async function creditLiquidations(
  pool: Pool,
  queue: Pick<CreditQueue, "add" | "addAll">,
  decimals: number,
  tell: (error: unknown) => void,
): Promise<void> {
  const rows: { readonly liquidation: string; readonly credit: Queued }[] = [];
  for (const row of await uncredited(pool)) {
    try {
      rows.push({ liquidation: row.liquidation, credit: creditOf(row, decimals) });
    } catch (error) {
      tell(about(row.liquidation, error));
    }
  }
  const outcomes = takeIn(
    queue,
    rows.map(({ credit }) => credit),
  );
  await Promise.all(
    rows.map(async ({ liquidation }, index) => {
      try {
        const outcome = await outcomes[index];
        if (outcome !== undefined) await noteCredited(pool, liquidation, outcome.block);
      } catch (error) {
        tell(about(liquidation, error));
      }
    }),
  );
}

function creditOf({ profit, ...rest }: Uncredited, decimals: number): Queued {
  return { ...rest.credit, amount: parseAmount(profit, { decimals }) };
}

/** All in one write; where one is refused, each by itself. */
function takeIn(queue: Pick<CreditQueue, "add" | "addAll">, credits: readonly Queued[]) {
  try {
    return queue.addAll(credits);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return credits.map((credit) => queue.add(credit));
  }
}

const about = (liquidation: string, error: unknown) =>
  new Error(`liquidation ${liquidation} is not credited: ${error instanceof Error ? error.message : error}`);
