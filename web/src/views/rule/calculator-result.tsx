import { Show } from "solid-js";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { SplitPicture } from "../../parts/split-picture.tsx";
import type { CalculatedShare, Calculation } from "../../rule/calculator.ts";

/** What the rule makes of the figures: who bears the loss, and each share. */
export function CalculatorResult(props: { calculation: Calculation; isStale: boolean }) {
  const { formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().calculator;
  const now = () => props.calculation;
  const summary = () =>
    words().summary(formats().amount(now().coverage), formats().amount(now().shared), formats().amount(now().deficit));
  return (
    <section class="result" classList={{ stale: props.isStale }} aria-label={words().result}>
      <h3>{words().result}</h3>
      <p class="unseen" role="status">
        {props.isStale ? "" : summary()}
      </p>
      <Show when={props.isStale}>
        <p class="quiet">{words().stale}</p>
      </Show>
      <Show when={now().loss > 0n}>
        <Picture calculation={now()} />
      </Show>
      <dl class="facts split">
        <div>
          <dt>
            <span class="swatch fund" aria-hidden="true" />
            {words().coverage}
          </dt>
          <dd>
            <Amount units={now().coverage} />
          </dd>
          <dd class="note">
            {words().quota} {formats().amount(now().quota)}
          </dd>
        </div>
        <div>
          <dt>
            <span class="swatch winners" aria-hidden="true" />
            {words().shared}
          </dt>
          <dd>
            <Amount units={now().shared} />
          </dd>
          <dd class="note">
            {words().toShare} {formats().amount(now().toShare)}
          </dd>
        </div>
        <div>
          <dt>
            <span class="swatch deficit" aria-hidden="true" />
            {words().deficit}
          </dt>
          <dd>
            <Amount units={now().deficit} />
          </dd>
        </div>
      </dl>
      <Show when={now().shares.length > 0} fallback={<p>{words().noProfits}</p>}>
        <Shares calculation={now()} />
      </Show>
    </section>
  );
}

function Picture(props: { calculation: Calculation }) {
  const { formats } = usePage();
  const rule = useRuleWords();
  const percent = (part: bigint) => formats().percent(part, props.calculation.loss);
  const title = () => {
    const { coverage, shared, deficit } = props.calculation;
    return rule().calculator.picture(percent(coverage), percent(shared), percent(deficit));
  };
  return (
    <SplitPicture
      coverage={props.calculation.coverage}
      shared={props.calculation.shared}
      deficit={props.calculation.deficit}
      title={title()}
    />
  );
}

function Shares(props: { calculation: Calculation }) {
  const { formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().calculator;
  const total = () => props.calculation.totalProfit;
  const rank = (share: CalculatedShare) => props.calculation.shares.indexOf(share) + 1;
  const columns = () => [
    { name: words().rank, isHead: true, cell: (row: CalculatedShare) => formats().count(rank(row)) },
    { name: words().columnProfit, isNumber: true, cell: (row: CalculatedShare) => formats().amount(row.profit) },
    { name: words().share, isNumber: true, cell: (row: CalculatedShare) => formats().amount(row.share) },
    { name: words().rate, isNumber: true, cell: (row: CalculatedShare) => formats().rate(row.share, row.profit) },
    {
      name: words().running,
      isNumber: true,
      cell: (row: CalculatedShare) => formats().rate(row.cumulativeProfit, total()),
    },
    { name: words().inHead, cell: (row: CalculatedShare) => (row.isHead ? words().yes : words().no) },
  ];
  return (
    <>
      <p class="quiet">
        {words().head}{" "}
        {words().headOf(formats().count(props.calculation.headCount), formats().count(props.calculation.shares.length))}
      </p>
      <DataTable caption={words().table} hideCaption columns={columns()} rows={props.calculation.shares} />
    </>
  );
}
