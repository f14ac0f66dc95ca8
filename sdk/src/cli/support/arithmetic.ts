// A share in the words of the published formula: loss x 80 % x own profit / head's profit.
import type { Statement } from "../../bundle/statement.ts";
import { formatAmount, formatDecimal } from "../../rule/amount.ts";
import { splitOf, toShareDown } from "../../rule/apportionment.ts";
import { BPS } from "../../rule/policy.ts";

type Terms = Pick<Statement, "settlement" | "policy" | "decimals">;
type Entry = Pick<Statement, "index" | "profit" | "share">;

/** The formula by which a settlement's head pays, in words, with what is the same for all of it in figures. */
export function formulaText({ settlement, policy, decimals }: Terms): string {
  const { words, first, measure } = formulaOf({ settlement, policy, decimals });
  return `${words}: ${first} x own profit / ${formatAmount(measure, decimals)}`;
}

/** One share in figures. */
export function arithmeticText(terms: Terms, { index, profit, share }: Entry): string {
  const amount = (units: bigint) => formatAmount(units, terms.decimals);
  if (index >= terms.settlement.headCount) return `beyond the head of ${terms.settlement.headCount}: ${amount(share)}`;
  const { first, measure } = formulaOf(terms);
  return `${first} x ${amount(profit)} / ${amount(measure)} = ${amount(share)}`;
}

/** Why a position is charged what it is: the formula in words, and its own figures. */
export function shareText(statement: Terms & Entry): string {
  const { index, settlement } = statement;
  if (index >= settlement.headCount)
    return `It is beyond the head of ${settlement.headCount}, which shares, and pays nothing.`;
  return `${formulaOf(statement).words}: ${arithmeticText(statement, statement)}`;
}

function formulaOf({ settlement, policy, decimals }: Terms) {
  const { collected, measure } = splitOf(settlement, policy);
  const whose = policy.basis === "head" ? "head's profit" : "total profit";
  const percent = `${formatDecimal(BigInt(BPS - policy.coverBps), 2)} %`;
  if (collected < toShareDown(settlement.loss, policy)) {
    // More than the winners have is not collected.
    const words = `${whose} x own profit / ${whose}, since loss x ${percent} is more than the ${whose}`;
    return { words, first: formatAmount(collected, decimals), measure };
  }
  const words = `loss x ${percent} x own profit / ${whose}`;
  return { words, first: `${formatAmount(settlement.loss, decimals)} x ${percent}`, measure };
}
