import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { openNode } from "zke-insurance-fund/chain";
import { freshnessOf } from "../chain/live.ts";
import { createAlarm, repeat } from "../chain/repeat.ts";
import type { HostFund } from "../config.ts";
import { formatsFor } from "../format.ts";
import { type FundStanding, NOT_READ, readStanding, type Standing, standingOf } from "../fund-standing.ts";
import { addressesIn } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { plainHrefTo } from "../router.ts";
import { isUsable, keyOf } from "../settings.ts";
import { Sign, type SignName } from "./sign.tsx";

const INTERVAL = 120_000;
const INTERVAL_HIDDEN = 1_800_000;

const SIGNS: Record<Standing, SignName> = { whole: "right", short: "wrong", stopped: "warning", unknown: "unknown" };

/** One fund beside the other, each with its assets and whether its tokens are there; never a sum over them: no price is on chain. */
export function FundSwitch() {
  const { t, host } = usePage();
  return (
    <nav class="wrap" aria-label={t().common.funds.title}>
      <ul>
        <For each={host.funds}>{(fund) => <FundLink fund={fund} />}</For>
      </ul>
    </nav>
  );
}

function FundLink(props: { fund: HostFund }) {
  const { t, host, route, live, now, connection, locale } = usePage();
  const isCurrent = createMemo(() => connection().base === props.fund && !connection().isForeign);
  const read = createStanding(() => props.fund, isCurrent);
  const standing = () => {
    if (!isCurrent()) return read();
    const { overview, token } = live();
    return freshnessOf(live(), now()) === "live"
      ? standingOf(overview, token)
      : { ...standingOf(overview, token), ...NOT_READ };
  };
  const name = () => props.fund.name || standing().token?.symbol || t().common.status.fund;
  const href = () => {
    const { view } = route();
    // A settlement's number is another settlement in another fund.
    return plainHrefTo(view === "unknown" ? "overview" : view, undefined, keyOf(host, props.fund));
  };
  return (
    <li>
      <a href={href()} aria-current={isCurrent() ? "true" : undefined}>
        <span class={`sym ${standing().is}`}>
          <bdi>{name()}</bdi> <Sign is={SIGNS[standing().is]} />
          <span class="unseen"> {t().common.funds[standing().is]}</span>
        </span>
        <span class="amt">
          <Show when={standing().assets !== undefined} fallback="–">
            {formatsFor(locale(), standing().token?.decimals).rounded(standing().assets ?? 0n)}
          </Show>
        </span>
      </a>
    </li>
  );
}

/** Another fund's figures, read now and then while the page is looked at. */
function createStanding(fund: () => HostFund, isCurrent: () => boolean): () => FundStanding {
  const { connectionTo } = usePage();
  const [standing, setStanding] = createSignal<FundStanding>(NOT_READ);
  createEffect(() => {
    if (isCurrent()) return;
    const { settings, chainId } = connectionTo(fund());
    if (!isUsable("rpc", settings.rpc) || !isUsable("fund", settings.fund)) return;
    const node = openNode(addressesIn(settings.rpc), { chainId });
    const stop = new AbortController();
    onCleanup(() => {
      stop.abort();
      node.destroy();
    });
    void repeat(async () => void setStanding(await readStanding(node, settings.fund)), {
      signal: stop.signal,
      alarm: createAlarm(),
      interval: () => (document.hidden ? INTERVAL_HIDDEN : INTERVAL),
      onFailure: () => setStanding((before) => ({ ...before, ...NOT_READ })),
    });
  });
  return standing;
}
