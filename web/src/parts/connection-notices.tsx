import { createResource, ErrorBoundary, lazy, Show, Suspense } from "solid-js";
import { type ProblemData, say } from "zke-insurance-fund";
import type { Failure } from "../chain/failure.ts";
import { freshnessOf } from "../chain/live.ts";
import { hostsOf } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { isSaid, isUsable } from "../settings.ts";
import { loadFailures } from "../text/index.ts";
import { Notice } from "./notice.tsx";

// A chain that made no block for so long stands still, or its node lags.
const OLD_BLOCK = 900;

const OriginNotices = lazy(() => import("./origin-notices.tsx").then((module) => ({ default: module.OriginNotices })));

/** What stands between the visitor and live figures, above every view. */
export function ConnectionNotices() {
  const { t, host, settings, link, connection, live } = usePage();
  const isSet = () => isUsable("rpc", settings().rpc) && isUsable("fund", settings().fund);
  const isOdd = () => isSaid(connection(), link(), live().chainId) || host.problems.length > 0;
  // Said in few words where the full ones do not come: what a link changed must not go unsaid.
  const inBrief = () => (
    <Notice kind="error">{t().common.notices.fromLink(hostsOf(settings().rpc), settings().fund)}</Notice>
  );
  return (
    <>
      <Show when={isOdd()}>
        <ErrorBoundary fallback={inBrief}>
          <Suspense>
            <OriginNotices />
          </Suspense>
        </ErrorBoundary>
      </Show>
      <Show
        when={isSet()}
        fallback={
          <Show when={host.problems.length === 0}>
            <Notice kind="info">{t().common.notices.setUp}</Notice>
          </Show>
        }
      >
        <FailureNotice />
        <OldBlockNotice />
        <HistoryNotice />
      </Show>
    </>
  );
}

/** Not read out by itself: it counts the seconds. What it means is said once, by the status line. */
function FailureNotice() {
  const { t, live, now, formats, retry } = usePage();
  const freshness = () => freshnessOf(live(), now());
  const age = () => formats().duration(BigInt(Math.max(0, Math.floor((now() - (live().answeredAt ?? now())) / 1000))));
  const wait = () => Math.ceil(((live().retryAt ?? 0) - now()) / 1000);
  const words = () => t().common.notices;
  return (
    <Show when={freshness() === "stale" || freshness() === "failed"}>
      <Notice kind="error" title={freshness() === "stale" ? words().staleTitle : words().failedTitle}>
        <p>
          <Show when={live().failure}>{(failure) => <FailureText failure={failure()} />}</Show>{" "}
          <Show when={freshness() === "stale"}>{words().stale(age())}</Show>{" "}
          {wait() > 0 ? words().retryIn(String(wait())) : words().retrying}
        </p>
        <button type="button" onClick={retry}>
          {words().retry}
        </button>
      </Notice>
    </Show>
  );
}

/** A failure in the visitor's language; what the node itself said stays as it is. */
export function FailureText(props: { failure: Failure }) {
  const { t } = usePage();
  const inBrief = () => t().common.failures[props.failure.kind](props.failure.detail);
  return (
    <Show when={props.failure.problem} fallback={inBrief()}>
      {(problem) => <ProblemText problem={problem()} inBrief={inBrief()} />}
    </Show>
  );
}

/** What a node or a fund does wrong, in the visitor's language, by words that are loaded when it happens. */
export function ProblemText(props: { problem: ProblemData; inBrief?: string }) {
  const { language } = usePage();
  const [words] = createResource(language, loadFailures);
  const text = () => {
    if (words.state === "errored") return props.inBrief ?? props.problem.code;
    const loaded = words.state === "ready" && words();
    return loaded ? say(loaded, props.problem).reason : "";
  };
  return <>{text()}</>;
}

function OldBlockNotice() {
  const { t, live, now, formats } = usePage();
  const age = () => BigInt(Math.floor(now() / 1000)) - (live().overview?.time ?? 0n);
  return (
    <Show when={live().overview !== undefined && freshnessOf(live(), now()) === "live" && age() > OLD_BLOCK}>
      <Notice kind="warning" title={t().common.notices.oldBlockTitle}>
        <p>{t().common.notices.oldBlock(formats().duration(age()))}</p>
      </Notice>
    </Show>
  );
}

/** How far it is stands in the answer about the history. */
function HistoryNotice() {
  const { t, history, live } = usePage();
  return (
    <Show when={live().failure === undefined && history().failure}>
      {(failure) => (
        <Notice kind="error" title={t().common.notices.historyFailed}>
          <p>
            <FailureText failure={failure()} />
          </p>
        </Notice>
      )}
    </Show>
  );
}
