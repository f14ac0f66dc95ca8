import { createMemo, Show } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { arithmeticOf } from "../../share/arithmetic.ts";

/** The share with the visitor's own numbers, as on paper. */
export function ArithmeticTable(props: { statement: Statement; isOnChain: boolean }) {
  const { formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share.arithmetic;
  const sum = createMemo(() => arithmeticOf(props.statement));
  const amount = (units: bigint) => formats().alignedAmount(units);
  const source = () => (props.isOnChain ? words().onChain : words().inStatement);
  const head = () => formats().count(props.statement.settlement.headCount);
  const row = (sign: string, name: string, note: string, figure: string, isTotal = false) => (
    <tr classList={{ total: isTotal }}>
      <td class="sign-of">{sign}</td>
      <th scope="row">
        {name}
        <span class="note">{note}</span>
      </th>
      <td class="number">{figure}</td>
    </tr>
  );
  const said = () =>
    props.statement.share === sum().share
      ? words().same(formats().percent(sum().share, sum().profit))
      : words().other(amount(props.statement.share));
  return (
    <section>
      <h2>{words().title}</h2>
      <Show when={!sum().isBeyond} fallback={<p>{checks().share.entry.tail(head())}</p>}>
        <table class="sum">
          <tbody>
            <Show
              when={!sum().isCapped}
              fallback={row("", words().collected, words().collectedNote, amount(sum().collected))}
            >
              {row("", words().loss, source(), amount(sum().loss))}
              {row("×", words().part, props.isOnChain ? words().ruleOnChain : source(), formats().bps(sum().part))}
            </Show>
            {row("×", words().profit, words().profitNote, amount(sum().profit))}
            {row("÷", sum().basis === "head" ? words().head(head()) : words().all, source(), amount(sum().measure))}
            {row("=", words().share, said(), amount(sum().share), true)}
          </tbody>
        </table>
        <p class="note">{sum().plain === sum().share ? words().exact : words().rounding(amount(sum().plain))}</p>
      </Show>
    </section>
  );
}
