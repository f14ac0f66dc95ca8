import { For, Show } from "solid-js";
import { FLOW_KINDS, type FlowKind, isIncoming } from "../../chain/flows.ts";
import { usePage } from "../../page.tsx";

// In the order of a sum: what came in, then what went out.
const KINDS = [...FLOW_KINDS].sort((a, b) => Number(isIncoming(b)) - Number(isIncoming(a)));
const MINUS = "−";
const PLUS = "+";
const EQUAL = "=";

/** Where the fund's assets come from, by the contract's own running totals: exact, as a sum on paper. */
export function Sources() {
  const { t, live, formats } = usePage();
  const words = () => t().overview.sources;
  const totals = () => live().overview?.totals;
  const shown = () => KINDS.filter((kind) => (totals()?.[kind] ?? 0n) !== 0n);
  const sign = (kind: FlowKind, at: number) => (isIncoming(kind) ? (at === 0 ? "" : PLUS) : MINUS);
  return (
    <section>
      <h2>{words().title}</h2>
      <p class="lead">{words().intro}</p>
      <table class="sum">
        <caption class="unseen">{words().title}</caption>
        <tbody>
          <For each={shown()}>
            {(kind, at) => (
              <tr>
                <td class="sign-of">{sign(kind, at())}</td>
                <th scope="row">{t().common.flows[kind]}</th>
                <td class="number">{formats().alignedAmount(totals()?.[kind] ?? 0n)}</td>
              </tr>
            )}
          </For>
          <Show when={live().overview}>
            {(overview) => (
              <tr class="total">
                <td class="sign-of">{EQUAL}</td>
                <th scope="row">{words().assets}</th>
                <td class="number">{formats().alignedAmount(overview().assets)}</td>
              </tr>
            )}
          </Show>
        </tbody>
      </table>
    </section>
  );
}
