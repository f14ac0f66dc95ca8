import { Show } from "solid-js";
import { usePage } from "../page.tsx";

/** An amount of the token, exact. */
export function Amount(props: { units: bigint; unit?: boolean }) {
  const { formats, live } = usePage();
  return (
    <span class="amount">
      {formats().amount(props.units)}
      <Show when={props.unit !== false && live().token?.symbol}>
        {(symbol) => <span class="unit">{`\u00a0${symbol()}`}</span>}
      </Show>
    </span>
  );
}
