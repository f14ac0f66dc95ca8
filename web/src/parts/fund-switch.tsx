import { createEffect, createMemo, createSignal, ErrorBoundary, For, lazy, onCleanup, Show, Suspense } from "solid-js";
import { openNode, type ReadingNode } from "zke-insurance-fund/chain";
import { freshnessOf } from "../chain/live.ts";
import { createAlarm, repeat } from "../chain/repeat.ts";
import type { HostFund } from "../config.ts";
import { formatsFor, shortened } from "../format.ts";
import { type FundStanding, NOT_READ, readStanding, type Standing, standingOf } from "../fund-standing.ts";
import { useFundsWords, WithFundsWords } from "../loaded-words.tsx";
import { addressesIn } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { plainHrefTo } from "../router.ts";
import { isUsable, keyOf } from "../settings.ts";
import { FailedView } from "./failed-view.tsx";
import { Sign, type SignName } from "./sign.tsx";

const FundTotals = lazy(() => import("./fund-totals.tsx").then(({ FundTotals }) => ({ default: FundTotals })));

const INTERVAL = 120_000;
const INTERVAL_HIDDEN = 1_800_000;

const SIGNS: Record<Standing, SignName> = { whole: "right", short: "wrong", stopped: "warning", unknown: "unknown" };

/** A fund of the host's, and what is known of it. */
interface Listed {
  readonly fund: HostFund;
  readonly isCurrent: () => boolean;
  readonly standing: () => FundStanding;
}

/** One fund beside the other, each with its assets and whether its tokens are there; and on demand what those of one asset have together. */
export function FundSwitch() {
  const { host } = usePage();
  const nodeOf = createNodes();
  const funds = host.funds.map((fund) => createListed(fund, nodeOf));
  return (
    <WithFundsWords>
      <FundLinks funds={funds} />
      <Totals funds={funds} />
    </WithFundsWords>
  );
}

function FundLinks(props: { funds: readonly Listed[] }) {
  const words = useFundsWords();
  return (
    <nav class="wrap" aria-label={words().title}>
      <ul>
        <For each={props.funds}>{(listed) => <FundLink {...listed} />}</For>
      </ul>
    </nav>
  );
}

function FundLink(props: Listed) {
  const { t, host, route, locale } = usePage();
  const words = useFundsWords();
  const name = () => props.fund.name || props.standing().token?.symbol || t().common.status.fund;
  const href = () => {
    const { view } = route();
    // A settlement's number is another settlement in another fund.
    return plainHrefTo(view === "unknown" ? "overview" : view, undefined, keyOf(host, props.fund));
  };
  return (
    <li>
      <a href={href()} aria-current={props.isCurrent() ? "true" : undefined}>
        <span class={`sym ${props.standing().is}`}>
          <bdi>{name()}</bdi> <Sign is={SIGNS[props.standing().is]} />
          <span class="unseen"> {words().standings[props.standing().is]}</span>
        </span>
        <span class="amt">
          <Show when={props.standing().assets !== undefined} fallback="–">
            {formatsFor(locale(), props.standing().token?.decimals).rounded(props.standing().assets ?? 0n)}
          </Show>
        </span>
      </a>
    </li>
  );
}

function Totals(props: { funds: readonly Listed[] }) {
  const words = useFundsWords();
  const [isOpen, setIsOpen] = createSignal(false);
  const listed = () =>
    props.funds.map(({ fund: { name, settings }, standing }) => {
      const address = settings.fund ?? "";
      return { name: name || shortened(address), address, standing: standing() };
    });
  return (
    <details class="wrap" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{words().totals.title}</summary>
      <Show when={isOpen()}>
        <ErrorBoundary fallback={(_, again) => <FailedView again={again} />}>
          <Suspense>
            <FundTotals funds={listed()} />
          </Suspense>
        </ErrorBoundary>
      </Show>
    </details>
  );
}

/** A fund's figures: those of the page for the one that is shown, and others' own, read now and then while the page is looked at. */
function createListed(fund: HostFund, nodeOf: ReturnType<typeof createNodes>): Listed {
  const { live, now, connection, connectionTo } = usePage();
  const [read, setRead] = createSignal<FundStanding>(NOT_READ);
  const isCurrent = createMemo(() => connection().base === fund && !connection().isForeign);
  createEffect(() => {
    if (isCurrent()) return;
    const { settings, chainId } = connectionTo(fund);
    if (!isUsable("rpc", settings.rpc) || !isUsable("fund", settings.fund)) return;
    const node = nodeOf(settings.rpc, chainId);
    const stop = new AbortController();
    onCleanup(() => stop.abort());
    void repeat(async () => void setRead(await readStanding(node, settings.fund)), {
      signal: stop.signal,
      alarm: createAlarm(),
      interval: () => (document.hidden ? INTERVAL_HIDDEN : INTERVAL),
      onFailure: () => setRead((before) => ({ ...before, ...NOT_READ })),
    });
  });
  const standing = () => {
    if (!isCurrent()) return read();
    const { overview, token, chainId } = live();
    const known = standingOf(overview, { ...(token && { token }), ...(chainId !== undefined && { chainId }) });
    return freshnessOf(live(), now()) === "live" ? known : { ...known, ...NOT_READ };
  };
  return { fund, isCurrent, standing };
}

/** Opens each node once: what is asked of funds on one node shares its requests. */
function createNodes(): (rpc: string, chainId: bigint | undefined) => ReadingNode {
  const nodes = new Map<string, ReadingNode>();
  onCleanup(() => {
    for (const node of nodes.values()) node.destroy();
  });
  return (rpc, chainId) => {
    const name = `${chainId} ${rpc}`;
    const node = nodes.get(name) ?? openNode(addressesIn(rpc), { chainId });
    nodes.set(name, node);
    return node;
  };
}
