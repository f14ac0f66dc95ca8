import { createMemo, Show } from "solid-js";
import { blockTimes } from "../chain/block-times.ts";
import { bucketsOf } from "../chain/buckets.ts";
import { createLatest } from "../latest.ts";
import { usePage } from "../page.tsx";
import { NextSteps } from "../parts/next-steps.tsx";
import { Notice } from "../parts/notice.tsx";
import { createSeen } from "../seen.ts";
import { Assets } from "./overview/assets.tsx";
import { createGovernance, WhoCanSection } from "./overview/governance.tsx";
import { LargestLosses } from "./overview/losses.tsx";
import { MoneyOverTime } from "./overview/money.tsx";
import { WhoPaid } from "./overview/paid.tsx";
import { Sources } from "./overview/sources.tsx";

/** What the fund has, what happens next, whether it is enough, and who paid so far. */
export function OverviewView() {
  const { t, live, rpc } = usePage();
  const words = () => t().overview;
  const money = createMoney();
  const [seen, isSeen] = createSeen();
  const governance = createGovernance(isSeen);
  return (
    <>
      <h1 class="unseen">{words().title}</h1>
      <Show when={live().overview} fallback={rpc() && <p class="quiet">{t().common.loading}</p>}>
        <Standing />
        <div class="row side">
          <Assets buckets={money()?.buckets} />
          <section>
            <h2>{words().next.title}</h2>
            <NextSteps />
          </section>
        </div>
        <div class="row side">
          <MoneyOverTime money={money()} governance={governance()} />
          <WhoCanSection read={governance()} ref={seen} />
        </div>
        <LargestLosses buckets={money()?.buckets ?? []} />
        <div class="row side">
          <WhoPaid />
          <Sources />
        </div>
      </Show>
    </>
  );
}

/** What came in and went out by spans of time, once all of it is known. */
function createMoney() {
  const { live, history } = usePage();
  const timeOf = createMemo(() => {
    const { fund } = live();
    return fund && blockTimes(fund.provider);
  });
  const flows = createMemo(() => (history().isComplete ? history().flows : undefined));
  const source = createMemo(() => {
    const [of, all] = [timeOf(), flows()];
    return of && all && { timeOf: of, flows: all };
  });
  const money = createLatest(source, ({ flows, timeOf }) => bucketsOf(flows, timeOf));
  return () => money().value;
}

/** What is out of the ordinary. */
function Standing() {
  const { t, live } = usePage();
  const words = () => t().overview.standing;
  return (
    <>
      <Show when={live().overview?.paused}>
        <Notice kind="warning" title={words().pausedTitle}>
          <p>{words().paused}</p>
        </Notice>
      </Show>
      <Show when={live().overview?.closed}>
        <Notice kind="warning" title={words().closedTitle}>
          <p>{words().closed}</p>
        </Notice>
      </Show>
    </>
  );
}
