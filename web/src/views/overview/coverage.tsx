import { createMemo, Show } from "solid-js";
import { type Loss, largestLosses, RECENT_PERIODS } from "../../chain/losses.ts";
import { usePage } from "../../page.tsx";
import { ColumnAmount } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { hrefTo } from "../../router.ts";

/** What is available now, against the largest losses of late. */
export function Coverage() {
  const { t, live, history, formats } = usePage();
  const words = () => t().overview.coverage;
  const losses = createMemo(() => largestLosses(history().periods));
  const available = () => live().overview?.available ?? 0n;
  const times = (loss: Loss) => formats().times(available(), loss.quota);
  const columns = () => [
    {
      name: t().settlements.columns.period,
      isHead: true,
      cell: ({ submission }: Loss) => (
        <a href={hrefTo("settlements", submission.settlement.period)}>
          {t().settlements.period(String(submission.settlement.period))}
        </a>
      ),
    },
    {
      name: t().settlements.columns.loss,
      isNumber: true,
      cell: ({ loss }: Loss) => <ColumnAmount units={loss} />,
    },
    { name: words().quota, isNumber: true, cell: ({ quota }: Loss) => <ColumnAmount units={quota} /> },
    { name: words().covered, isNumber: true, cell: (loss: Loss) => words().times(times(loss)) },
  ];
  return (
    <Show when={history().isComplete}>
      <section>
        <h2>{words().title}</h2>
        <Show when={losses()[0]} fallback={<p class="quiet">{words().noLoss}</p>}>
          {(largest) => (
            <>
              <p>
                {available() >= largest().quota
                  ? words().intro(times(largest()), formats().count(RECENT_PERIODS))
                  : words().short(formats().percent(available(), largest().quota), formats().count(RECENT_PERIODS))}
              </p>
              <DataTable caption={words().caption} hideCaption columns={columns()} rows={losses()} />
            </>
          )}
        </Show>
      </section>
    </Show>
  );
}
