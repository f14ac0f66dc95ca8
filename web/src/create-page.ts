import { createComputed, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { openNode } from "zke-insurance-fund/chain";
import { followHistory } from "./chain/history.ts";
import { type HistoryState, NO_HISTORY } from "./chain/history-state.ts";
import { chainTime, followLive, freshnessOf, type LiveState } from "./chain/live.ts";
import { createAlarm } from "./chain/repeat.ts";
import { verdictOf } from "./chain/verdict.ts";
import type { HostConfig, HostFund } from "./config.ts";
import { formatsFor } from "./format.ts";
import { addressesIn } from "./nodes.ts";
import type { Page } from "./page.tsx";
import { carry, parseRoute, plainHrefTo } from "./router.ts";
import {
  type Connection,
  changedFrom,
  combined,
  firstOf,
  fundOf,
  isUsable,
  keyOf,
  LINK_NAMES,
  type Link,
  linkFrom,
  SETTING_NAMES,
  type Settings,
  settingsFrom,
} from "./settings.ts";
import { keep, kept, parsedJson } from "./storage.ts";
import { LANGUAGES, type Language, languageFor, loadText, localeFor, type Text, tagOf } from "./text/index.ts";
import { type Theme, themeFrom } from "./theme.ts";

const POLL = 4_000;
const POLL_HIDDEN = 60_000;

/** The visitor's language: what was chosen here before, or what the browser asks for. */
export function firstLanguage(): Language {
  return LANGUAGES.find((known) => known === kept("language")) ?? languageFor(navigator.languages);
}

/** What is at hand before the page is drawn: the host's settings, and the words of the first language. */
export interface Beginning {
  readonly host: HostConfig;
  readonly language: Language;
  readonly text: Text;
}

/** Makes the page that everything stands on. Called once, inside a root of Solid. */
export function createPage({ host, ...first }: Beginning): Page {
  const words = createWords(first);
  const place = createPlace(host);
  const clock = createClock();
  const chain = createChain(place.connection, host);
  // By itself: what is written with the formats is not written anew with each block.
  const decimals = createMemo(() => chain.live().token?.decimals);
  const freshness = createMemo(() => freshnessOf(chain.live(), clock.now()));
  return {
    ...words,
    ...place,
    ...chain,
    ...clock,
    formats: createMemo(() => formatsFor(words.locale(), decimals())),
    verdict: createMemo(() => verdictOf(chain.live(), chain.history(), freshness())),
    chainNow: createMemo(() => chainTime(chain.live(), clock.now())),
  };
}

function createWords(first: Omit<Beginning, "host">) {
  const [words, setWords] = createSignal(first);
  const language = () => words().language;
  const [theme, setTheme] = createSignal<Theme>(themeFrom(kept("theme")));
  createEffect(() => {
    document.documentElement.lang = tagOf(language());
  });
  createEffect(() => {
    document.documentElement.dataset.theme = theme();
  });
  return {
    language,
    theme,
    t: () => words().text,
    locale: () => localeFor(language(), navigator.languages),
    async setLanguage(next: Language) {
      const text = await loadText(next);
      keep("language", next);
      setWords({ language: next, text });
    },
    setTheme(next: Theme) {
      keep("theme", next === "auto" ? undefined : next);
      setTheme(next);
    },
  };
}

function createPlace(host: HostConfig) {
  const [route, setRoute] = createSignal(parseRoute(location.hash));
  const [saves, setSaves] = createSignal(0);
  const link = createMemo(() => linkFrom(route().query));
  const visitorOf = (base: HostFund) => {
    saves();
    return settingsFrom(parsedJson(kept(keptName(host, base))));
  };
  const connection = createMemo(() => combined(host, visitorOf, link()));
  createComputed(() => carry(said(connection(), link())));
  const onHash = () => void setRoute(parseRoute(location.hash));
  addEventListener("hashchange", onHash);
  onCleanup(() => removeEventListener("hashchange", onHash));
  /** Drops what the address says of the connection, but for one of the host's funds. */
  const goTo = (base: HostFund) => {
    const rest = [...route().query].filter(([name]) => name !== "chain" && !LINK_NAMES.some((known) => known === name));
    const { view, period } = route();
    if (view === "unknown") location.hash = plainHrefTo("overview", undefined, keyOf(host, base));
    else
      history.replaceState(
        undefined,
        "",
        plainHrefTo(view, period, { ...keyOf(host, base), ...Object.fromEntries(rest) }),
      );
    onHash();
  };
  return {
    route,
    host,
    connection,
    connectionTo: (fund: HostFund) => combined(host, visitorOf, linkFrom(new Map(Object.entries(keyOf(host, fund))))),
    link,
    settings: createMemo(() => connection().settings, undefined, { equals: sameSettings }),
    origins: () => connection().origins,
    forgetLink: () => goTo(connection().isForeign ? firstOf(host) : connection().base),
    saveSettings(next: Settings | undefined) {
      const { base: shown } = connection();
      const isShown = next === undefined || next.fund.toLowerCase() === shown.settings.fund?.toLowerCase();
      const base = isShown ? shown : (fundOf(host, next.fund) ?? shown);
      const own = next && changedFrom(base.settings, next);
      keep(keptName(host, base), own && JSON.stringify(own));
      goTo(base);
      setSaves(saves() + 1);
    },
  };
}

/** What a link says and is taken, for the addresses of other views. */
function said({ ignored }: Connection, { settings, chain }: Link): Record<string, string> {
  const taken = Object.entries(settings).filter(([name]) => !ignored.some((other) => other === name));
  return { ...Object.fromEntries(taken), ...(chain !== undefined && { chain }) };
}

/** Under which name this browser keeps what the visitor set for one of the host's funds: a node of its chain serves no other. */
function keptName(host: HostConfig, { settings, chainId }: HostFund): string {
  return host.funds.length < 2 ? "settings" : ["settings", settings.fund?.toLowerCase(), chainId].join(".");
}

const sameSettings = (a: Settings, b: Settings) => SETTING_NAMES.every((name) => a[name] === b[name]);

function createClock() {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 1_000);
  onCleanup(() => clearInterval(timer));
  return { now };
}

/** Where the past of the host's fund lies as a file: of several funds, where the host says. */
function historyFileOf(host: HostConfig, { base, isForeign }: Connection): URL | undefined {
  if (isForeign) return undefined;
  const name = base.history ?? (host.funds.length < 2 ? "history.json" : undefined);
  return name === undefined ? undefined : new URL(name, document.baseURI);
}

function createChain(connection: () => Connection, host: HostConfig) {
  const [live, setLive] = createSignal<LiveState>({});
  const [history, setHistory] = createSignal<HistoryState>(NO_HISTORY);
  const [wanted, setWanted] = createSignal<bigint>();
  const alarm = createAlarm();
  const pastAlarm = createAlarm();
  const source = createMemo(
    () => {
      const { settings, chainId } = connection();
      return { rpc: settings.rpc, fund: settings.fund, startBlock: settings.startBlock, chainId };
    },
    undefined,
    {
      equals: (a, b) =>
        a.rpc === b.rpc && a.fund === b.fund && a.startBlock === b.startBlock && a.chainId === b.chainId,
    },
  );
  const rpc = createMemo(() => {
    const { rpc, chainId } = source();
    return isUsable("rpc", rpc) ? openNode(addressesIn(rpc), { chainId }) : undefined;
  });

  createEffect(
    on(source, ({ fund }) => {
      const node = rpc();
      setLive({});
      setHistory(NO_HISTORY);
      if (node === undefined || !isUsable("fund", fund)) return;
      const stop = new AbortController();
      onCleanup(() => stop.abort());
      const interval = () => (document.hidden ? POLL_HIDDEN : POLL);
      void followLive(node, fund, { signal: stop.signal, alarm, interval, tell: setLive });
    }),
  );
  const fund = createMemo(() => live().fund);
  createEffect(
    on(fund, (opened) => {
      if (opened === undefined) return;
      const stop = new AbortController();
      onCleanup(() => stop.abort());
      const { chainId } = live();
      const { rpc, startBlock } = source();
      // What one node told is nothing that another said; and what the node of a link told is not kept at all.
      const isKept = connection().origins.rpc !== "link";
      const file = historyFileOf(host, connection());
      const name = [chainId, opened.address.toLowerCase(), startBlock, rpc].join(" ");
      void followHistory(opened, {
        startBlock: Number(startBlock),
        ...(isKept && { kept: { store: import("./chain/store.ts").then(({ openStore }) => openStore()), name } }),
        signal: stop.signal,
        ...(file !== undefined && { shipped: { url: file } }),
        wanted,
        alarm: pastAlarm,
        counted: () => live().overview,
        tell: setHistory,
      });
    }),
  );

  const retry = () => alarm.ring();
  const onVisible = () => document.hidden || retry();
  addEventListener("online", retry);
  document.addEventListener("visibilitychange", onVisible);
  onCleanup(() => {
    removeEventListener("online", retry);
    document.removeEventListener("visibilitychange", onVisible);
  });
  const want = (period: bigint | undefined) => {
    setWanted(() => period);
    pastAlarm.ring();
  };
  return { rpc, live, history, retry, want };
}
