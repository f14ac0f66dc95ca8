import { Show } from "solid-js";
import { usePage } from "../page.tsx";

/** An amount of the token, exact. */
export function Amount(props: { units: bigint }) {
  const { formats, live } = usePage();
  const parts = () => formats().amountParts(props.units);
  return (
    <span class="amount">
      {parts()[0]}
      <span class="fraction">{parts()[1]}</span>
      <Show when={live().token?.symbol}>{(symbol) => <span class="unit">{` ${symbol()}`}</span>}</Show>
    </span>
  );
}

/** An amount in a column, exact: all decimals, and no unit. What counts for nothing is struck out. */
export function ColumnAmount(props: { units: bigint; void?: boolean }) {
  const { formats } = usePage();
  return (
    <Show when={props.void} fallback={formats().alignedAmount(props.units)}>
      <s class="quiet">{formats().alignedAmount(props.units)}</s>
    </Show>
  );
}
