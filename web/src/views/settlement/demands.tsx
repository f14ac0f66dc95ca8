import { Show } from "solid-js";
import type { Demand, Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Heading } from "../../parts/heading.tsx";
import { Time } from "../../parts/time.tsx";

/** Which entries were demanded, and what became of it. */
export function DemandTable(props: { submission: Submission; nested?: boolean }) {
  const { t, formats, history } = usePage();
  const words = () => t().settlements.demands;
  const demands = () => [...props.submission.demands.values()];
  const columns = () => [
    { name: words().tree, cell: ({ tree }: Demand) => t().settlements.trees[tree] },
    // People count from one where the chain counts from nought; the chain's own number is what a command takes.
    { name: words().index, isNumber: true, cell: ({ index }: Demand) => formats().count(index) },
    { name: words().state, cell: ({ state }: Demand) => t().settlements.demandStates[state] },
    { name: words().deadline, cell: ({ deadline }: Demand) => <Time seconds={deadline} /> },
    { name: words().made, cell: ({ made }: Demand) => <Hash value={made.transaction} kind="tx" /> },
    {
      name: words().ended,
      cell: ({ ended }: Demand) => (ended === undefined ? "–" : <Hash value={ended.transaction} kind="tx" />),
    },
  ];
  return (
    <section>
      <Heading nested={props.nested}>{words().title}</Heading>
      <Show
        when={demands().length > 0}
        fallback={<p class="quiet">{history().isComplete ? words().none : t().common.loading}</p>}
      >
        <DataTable caption={words().caption} hideCaption columns={columns()} rows={demands()} />
      </Show>
    </section>
  );
}
