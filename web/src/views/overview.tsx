import { Show } from "solid-js";
import { usePage } from "../page.tsx";
import { Amount } from "../parts/amount.tsx";
import { NextSteps } from "../parts/next-steps.tsx";
import { Notice } from "../parts/notice.tsx";
import { Time } from "../parts/time.tsx";
import { Coverage } from "./overview/coverage.tsx";
import { MoneyOverTime } from "./overview/money.tsx";

/** What the fund has, whether it is enough, and what happens next. */
export function OverviewView() {
  const { t, live } = usePage();
  const words = () => t().overview;
  return (
    <Show when={live().overview} fallback={<h1>{words().title}</h1>}>
      <Figures />
      <section>
        <h2>{words().next.title}</h2>
        <NextSteps />
      </section>
      <Coverage />
      <MoneyOverTime />
    </Show>
  );
}

function Figures() {
  const { t, live, formats } = usePage();
  const words = () => t().overview;
  return (
    <Show when={live().overview}>
      {(overview) => (
        <section class="figures">
          <h1>{words().title}</h1>
          <p class="total">
            <Amount units={overview().assets} />
          </p>
          <p class="as-of">
            {words().asOf(formats().count(overview().block))} · <Time seconds={overview().time} />
          </p>
          <dl class="facts">
            <div>
              <dt>{words().available}</dt>
              <dd>
                <Amount units={overview().available} />
              </dd>
              <dd class="note">{words().availableNote}</dd>
            </div>
            <div>
              <dt>{words().reserved}</dt>
              <dd>
                <Amount units={overview().reserved} />
              </dd>
              <dd class="note">{words().reservedNote(formats().count(overview().pendingCount))}</dd>
            </div>
            <div>
              <dt>{words().liabilities}</dt>
              <dd>
                <Amount units={overview().liabilities} />
              </dd>
              <dd class="note">{words().liabilitiesNote}</dd>
            </div>
          </dl>
          <Standing />
        </section>
      )}
    </Show>
  );
}

/** Whether the tokens are there, and what is out of the ordinary. */
function Standing() {
  const { t, live, formats } = usePage();
  const words = () => t().overview.standing;
  const solvency = () => live().overview?.solvency ?? 0n;
  return (
    <>
      <Show when={solvency() < 0n} fallback={<p class="check good">{words().solvent}</p>}>
        <Notice kind="error" title={words().insolventTitle}>
          <p>{words().insolvent(formats().amount(-solvency()))}</p>
        </Notice>
      </Show>
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
