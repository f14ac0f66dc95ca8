import { Show } from "solid-js";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { Line } from "../../parts/line.tsx";

/** What the policy on chain says now. */
export function PolicyInForce() {
  const { t, live, formats } = usePage();
  const words = () => t().rule.policy;
  const basis = () => t().rule.calculator;
  return (
    <section>
      <h2>{words().title}</h2>
      <Show when={live().overview} fallback={<p class="quiet">{words().notRead}</p>}>
        {(overview) => {
          const policy = () => overview().policy;
          return (
            <>
              <p class="quiet">
                {words().note} {words().asOf(formats().count(overview().block))}
              </p>
              <dl class="lines">
                <Line name={words().cover}>{formats().bps(policy().coverBps)}</Line>
                <Line name={words().head}>{formats().bps(policy().headBps)}</Line>
                <Line name={words().basis}>{policy().basis === "all" ? basis().basisAll : basis().basisHead}</Line>
                <Line name={words().brake}>{words().ofAssets(formats().bps(policy().maxCoverageBps))}</Line>
                <Line name={words().challengeWindow}>{formats().duration(policy().challengeWindow)}</Line>
                <Line name={words().revealWindow}>{formats().duration(policy().revealWindow)}</Line>
                <Line name={words().settlementBond}>
                  <Amount units={policy().settlementBond} /> ({words().bondBps} {formats().bps(policy().bondBps)})
                </Line>
                <Line name={words().demandBond}>
                  <Amount units={policy().demandBond} />
                </Line>
              </dl>
            </>
          );
        }}
      </Show>
    </section>
  );
}
