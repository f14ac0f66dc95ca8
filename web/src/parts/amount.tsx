import { createSignal, Show } from "solid-js";
import { plainAmount } from "../format.ts";
import { type Page, usePage } from "../page.tsx";

/** An amount of the token with its symbol, exact, as text. */
export function amountText({ formats, live }: Pick<Page, "formats" | "live">, units: bigint): string {
  return [formats().amount(units), live().token?.symbol].filter(Boolean).join(" ");
}

/** An amount of the token, exact. */
export function Amount(props: { units: bigint }) {
  const { formats } = usePage();
  const parts = () => formats().amountParts(props.units);
  return (
    <span class="amount">
      {parts()[0]}
      <span class="fraction">{parts()[1]}</span>
      <Unit />
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

/** An amount to be read, rounded; whole under the pointer, and after a tap. */
export function Rounded(props: { units: bigint; unit?: boolean; parted?: boolean }) {
  const page = usePage();
  const { formats } = page;
  const [isWhole, setIsWhole] = createSignal(false);
  const parts = () => (isWhole() ? formats().amountParts(props.units) : formats().roundedParts(props.units));
  return (
    <>
      <data
        value={plainAmount(props.units, formats().decimals)}
        title={amountText(page, props.units)}
        class={isWhole() ? "exact" : "rounded"}
        on:click={() => setIsWhole(!isWhole())}
      >
        <Show when={props.parted} fallback={parts().join("")}>
          {parts()[0]}
          <span class="fraction">{parts()[1]}</span>
        </Show>
      </data>
      <Show when={props.unit}>
        <Unit />
      </Show>
    </>
  );
}

function Unit() {
  const { live } = usePage();
  return <Show when={live().token?.symbol}>{(symbol) => <span class="unit">{` ${symbol()}`}</span>}</Show>;
}
