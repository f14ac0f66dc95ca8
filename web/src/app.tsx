import { createEffect, ErrorBoundary, lazy, Match, on, Show, Suspense, Switch } from "solid-js";
import { WithChecks } from "./checks.tsx";
import { usePage } from "./page.tsx";
import { ConnectionNotices } from "./parts/connection-notices.tsx";
import { Footer } from "./parts/footer.tsx";
import { FundSwitch } from "./parts/fund-switch.tsx";
import { Header } from "./parts/header.tsx";
import { Notice } from "./parts/notice.tsx";
import { hrefTo } from "./router.ts";
import { OverviewView } from "./views/overview.tsx";

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
  const { t, route, host } = usePage();
  let main: HTMLElement | undefined;
  const title = () => {
    const { view } = route();
    return view === "overview" || view === "unknown"
      ? t().common.name
      : `${t().common.views[view]} · ${t().common.name}`;
  };
  createEffect(() => {
    document.title = title();
  });
  // Moves screen-reader and keyboard focus to the new view; the first one begins at the top.
  createEffect(
    on(
      () => `${route().view} ${route().period}`,
      () => {
        main?.focus({ preventScroll: true });
        scrollTo({ top: 0 });
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
        <FundSwitch />
      </Show>
      <main id="content" tabindex="-1" ref={main} aria-label={title()}>
        <ConnectionNotices />
        <ErrorBoundary fallback={<Notice kind="error">{t().common.failedToLoad}</Notice>}>
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
                  <VerifyView />
                </WithChecks>
              </Match>
              <Match when={isAt("rule")}>
                <RuleView />
              </Match>
            </Switch>
          </Suspense>
        </ErrorBoundary>
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
