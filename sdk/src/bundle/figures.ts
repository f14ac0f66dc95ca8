// What an exchange's asset statements show of a settlement: one entry a position, without its proof.
import { amountAt } from "../columns/amounts.ts";
import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import type { SettlementDocument } from "./document.ts";
import { namedParts, sharesOfPart } from "./named-parts.ts";
import type { RowSource } from "./parts.ts";
import { STATEMENT_TYPE } from "./statement.ts";
import { namesAt } from "./statements.ts";

/** The names of an entry's fields. */
export const FIGURES = ["time", "type", "asset", "amount", "account", "position", "period", "index"] as const;

/** What differs between the entries of one settlement. */
export interface Figure {
  /** By what the balance changes, in tokens: minus the share. */
  readonly amount: string;
  readonly account: string;
  readonly position: string;
  /** The place in the list, from 0. */
  readonly index: number;
}

/** What all entries of a settlement have in common. */
export function commonFigures({ settlement }: SettlementDocument, asset: string) {
  return { time: formatTime(settlement.endTime), type: STATEMENT_TYPE, asset, period: settlement.period };
}

/**
 * The entries of all positions that a bundle names, in list order, a part of the list at a time.
 *
 * @throws {InputError} if the list is not the committed one, or a name is not that of its key
 */
export async function* figuresOf(source: RowSource): AsyncGenerator<Figure[]> {
  const sharesOf = sharesOfPart(source.document);
  for await (const part of namedParts(source)) {
    const figures: Figure[] = [];
    const shares = sharesOf(part);
    for (let row = 0; row < part.to - part.from; row++) {
      const amount = formatAmount(-amountAt(shares, row), source.document.decimals);
      figures.push({ amount, ...namesAt(part.names, row), index: part.from + row });
    }
    yield figures;
  }
}
