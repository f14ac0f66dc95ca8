import { createEffect, createMemo, ErrorBoundary, lazy, Match, on, Show, Suspense, Switch } from "solid-js";
import { WithChecks, WithRuleWords, WithVerify } from "./loaded-words.tsx";
import { usePage } from "./page.tsx";
import { ConnectionNotices } from "./parts/connection-notices.tsx";
import { FailedView } from "./parts/failed-view.tsx";
import { Footer } from "./parts/footer.tsx";
import { Header } from "./parts/header.tsx";
import { VerdictBand } from "./parts/verdict.tsx";
import { keepPlaces } from "./places.ts";
import { hrefTo } from "./router.ts";
import "./styles/funds.css";

const FundSwitch = lazy(() => import("./parts/fund-switch.tsx").then(({ FundSwitch }) => ({ default: FundSwitch })));
const OverviewView = lazy(() => import("./views/overview.tsx").then(({ OverviewView }) => ({ default: OverviewView })));
const SettlementsView = lazy(() =>
  import("./views/settlements.tsx").then(({ SettlementsView }) => ({ default: SettlementsView })),
);
const SettlementView = lazy(() =>
  import("./views/settlement.tsx").then(({ SettlementView }) => ({ default: SettlementView })),
);
const ShareView = lazy(() => import("./views/share.tsx").then(({ ShareView }) => ({ default: ShareView })));
const VerifyView = lazy(() => import("./views/verify.tsx").then(({ VerifyView }) => ({ default: VerifyView })));
const RuleView = lazy(() => import("./views/rule.tsx").then(({ RuleView }) => ({ default: RuleView })));

/** The frame around every view. */
export function App() {
  const { t, route, host, rpc } = usePage();
  let main: HTMLElement | undefined;
  const title = () => {
    const { view, period } = route();
    const name = host.exchange === "" ? t().common.name : `${t().common.brand} ${t().common.of(host.exchange)}`;
    if (view === "overview" || view === "unknown") return name;
    const about = period === undefined ? "" : `${t().settlements.period(String(period))} · `;
    return `${about}${t().common.views[view]} · ${name}`;
  };
  createEffect(() => {
    document.title = title();
  });
  const place = createMemo(() => `${route().view} ${route().period}`);
  const places = keepPlaces();
  // Moves screen-reader and keyboard focus to the new view; Back and Forward lead to where one was in it.
  createEffect(
    on(
      place,
      () => {
        main?.focus({ preventScroll: true });
        places.arrive();
      },
      { defer: true },
    ),
  );
  const isAt = (view: string) => route().view === view;
  return (
    <>
      <button type="button" class="skip" onClick={() => main?.focus()}>
        {t().common.skip}
      </button>
      <Header />
      <Show when={host.funds.length > 1}>
        <div class="funds">
          <ErrorBoundary fallback={(_, again) => <FailedView again={again} />}>
            <Suspense>
              <FundSwitch />
            </Suspense>
          </ErrorBoundary>
        </div>
      </Show>
      <main id="content" tabindex="-1" ref={main} aria-label={title()}>
        <div class="notices">
          <ConnectionNotices />
        </div>
        <Show when={rpc()}>
          <VerdictBand />
        </Show>
        <div class="wrap view">
          <ErrorBoundary fallback={(_, again) => <FailedView again={again} />}>
            <Suspense fallback={<p class="quiet">{t().common.loading}</p>}>
              <Switch fallback={<NotFound />}>
                <Match when={isAt("overview")}>
                  <OverviewView />
                </Match>
                <Match when={isAt("settlements") && route().period === undefined}>
                  <SettlementsView />
                </Match>
                <Match when={isAt("settlements") && route().period} keyed>
                  {(period) => <SettlementView period={period} />}
                </Match>
                <Match when={isAt("share")}>
                  <WithChecks>
                    <ShareView />
                  </WithChecks>
                </Match>
                <Match when={isAt("verify")}>
                  <WithChecks>
                    <WithVerify>
                      <VerifyView />
                    </WithVerify>
                  </WithChecks>
                </Match>
                <Match when={isAt("rule")}>
                  <WithRuleWords>
                    <RuleView />
                  </WithRuleWords>
                </Match>
              </Switch>
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <Footer />
    </>
  );
}

function NotFound() {
  const { t } = usePage();
  return (
    <>
      <h1>{t().common.notFound}</h1>
      <p>
        <a href={hrefTo("overview")}>{t().common.backToOverview}</a>
      </p>
    </>
  );
}
