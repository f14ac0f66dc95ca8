import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { openNode } from "zke-insurance-fund/chain";
import { followHistory, type HistoryState, NO_HISTORY } from "./chain/history.ts";
import { chainTime, followLive, type LiveState } from "./chain/live.ts";
import { createAlarm } from "./chain/repeat.ts";
import { formatsFor } from "./format.ts";
import { addressesIn } from "./nodes.ts";
import type { Page } from "./page.tsx";
import { parseRoute } from "./router.ts";
import { combined, isUsable, type Settings, settingsFrom } from "./settings.ts";
import { keep, kept, parsedJson } from "./storage.ts";
import { LANGUAGES, type Language, languageFor, loadText, localeFor, type Text } from "./text/index.ts";
import { type Theme, themeFrom } from "./theme.ts";

const POLL = 4_000;
const POLL_HIDDEN = 60_000;
const SESSION = () => sessionStorage;

/** The visitor's language: what was chosen here before, or what the browser asks for. */
export function firstLanguage(): Language {
  return LANGUAGES.find((known) => known === kept("language")) ?? languageFor(navigator.languages);
}

/** What is at hand before the page is drawn: the host's settings, and the words of the first language. */
export interface Beginning {
  readonly host: Partial<Settings>;
  readonly language: Language;
  readonly text: Text;
}

/** Makes the page that everything stands on. Called once, inside a root of Solid. */
export function createPage({ host, ...first }: Beginning): Page {
  const words = createWords(first);
  const place = createPlace(host);
  const clock = createClock();
  const chain = createChain(place.settings);
  return {
    ...words,
    ...place,
    ...chain,
    ...clock,
    formats: createMemo(() => formatsFor(words.locale(), chain.live().token?.decimals)),
    chainNow: createMemo(() => chainTime(chain.live(), clock.now())),
  };
}

function createWords(first: Omit<Beginning, "host">) {
  const [words, setWords] = createSignal(first);
  const language = () => words().language;
  const [theme, setTheme] = createSignal<Theme>(themeFrom(kept("theme")));
  createEffect(() => {
    document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
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

function createPlace(host: Partial<Settings>) {
  const [route, setRoute] = createSignal(parseRoute(location.hash));
  const [visitor, setVisitor] = createSignal(settingsFrom(parsedJson(kept("settings"))));
  const [link, setLink] = createSignal(settingsFrom(parsedJson(kept("link", SESSION))));
  const settings = createMemo(() => combined(host, visitor(), link()));
  const takeLink = () => {
    const given = settingsFrom(Object.fromEntries(route().query));
    if (Object.keys(given).length === 0) return;
    // Only for this tab: nobody's link changes what a visitor keeps.
    keep("link", JSON.stringify(given), SESSION);
    setLink(given);
  };
  const onHash = () => {
    setRoute(parseRoute(location.hash));
    takeLink();
  };
  takeLink();
  addEventListener("hashchange", onHash);
  onCleanup(() => removeEventListener("hashchange", onHash));
  const forgetLink = () => {
    keep("link", undefined, SESSION);
    setLink({});
    // Else it would be taken again when the page is loaded again.
    history.replaceState(undefined, "", location.hash.replace(/\?.*$/s, "") || "#/");
  };
  return {
    route,
    settings: createMemo(() => settings().settings, undefined, { equals: sameSettings }),
    origins: () => settings().origins,
    forgetLink,
    saveSettings(next: Settings | undefined) {
      const own = next === undefined ? {} : settingsFrom(next);
      keep("settings", next === undefined ? undefined : JSON.stringify(own));
      forgetLink();
      setVisitor(own);
    },
  };
}

function sameSettings(a: Settings, b: Settings): boolean {
  return a.rpc === b.rpc && a.fund === b.fund && a.explorer === b.explorer && a.startBlock === b.startBlock;
}

function createClock() {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 1_000);
  onCleanup(() => clearInterval(timer));
  return { now };
}

function createChain(settings: () => Settings) {
  const [live, setLive] = createSignal<LiveState>({});
  const [history, setHistory] = createSignal<HistoryState>(NO_HISTORY);
  const alarm = createAlarm();
  const source = createMemo(
    () => ({ rpc: settings().rpc, fund: settings().fund, startBlock: settings().startBlock }),
    undefined,
    { equals: (a, b) => a.rpc === b.rpc && a.fund === b.fund && a.startBlock === b.startBlock },
  );
  const rpc = createMemo(() => (isUsable("rpc", source().rpc) ? openNode(addressesIn(source().rpc)) : undefined));

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
      void followHistory(opened, {
        startBlock: Number(source().startBlock),
        signal: stop.signal,
        alarm: createAlarm(),
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
  return { rpc, live, history, retry };
}
