import { type Accessor, createContext, type JSX, useContext } from "solid-js";
import type { ReadingNode } from "zke-insurance-fund/chain";
import type { HistoryState } from "./chain/history-state.ts";
import type { LiveState } from "./chain/live.ts";
import type { Verdict } from "./chain/verdict.ts";
import type { HostConfig, HostFund } from "./config.ts";
import type { Formats } from "./format.ts";
import type { Route } from "./router.ts";
import type { Connection, Link, Origin, SettingName, Settings } from "./settings.ts";
import type { Language, Text } from "./text/index.ts";
import type { Theme } from "./theme.ts";

/** What every view is made of: the words, the formats, the chain, and the settings. */
export interface Page {
  /** The catalogue of the visitor's language. */
  readonly t: Accessor<Text>;
  readonly language: Accessor<Language>;
  /** The form of the language that numbers and times are written in. */
  readonly locale: Accessor<string>;
  /** Rejects if the language cannot be loaded; the page stays as it is. */
  setLanguage(language: Language): Promise<void>;
  readonly theme: Accessor<Theme>;
  setTheme(theme: Theme): void;
  readonly formats: Accessor<Formats>;
  readonly route: Accessor<Route>;
  /** What whoever hosts the page set. */
  readonly host: HostConfig;
  /** What the page is connected to, and who said so. */
  readonly connection: Accessor<Connection>;
  /** The same of one of the host's funds, as if the address named it alone. */
  connectionTo(fund: HostFund): Connection;
  /** What the link that led here says of it. */
  readonly link: Accessor<Link>;
  readonly settings: Accessor<Settings>;
  readonly origins: Accessor<Readonly<Record<SettingName, Origin>>>;
  /** Keeps a visitor's settings, or forgets them. */
  saveSettings(settings: Settings | undefined): void;
  /** Drops what the link said. */
  forgetLink(): void;
  /** The node, once one is set. */
  readonly rpc: Accessor<ReadingNode | undefined>;
  readonly live: Accessor<LiveState>;
  readonly history: Accessor<HistoryState>;
  /** What is known of the money, the past and the next loss, in three answers. */
  readonly verdict: Accessor<Verdict>;
  /** Says which period the visitor looks at: all of its life is read, its transactions and the operator's words too. */
  want(period: bigint | undefined): void;
  /** Asks the node at once. */
  retry(): void;
  /** This machine's time, in milliseconds; moves on by the second. */
  readonly now: Accessor<number>;
  /** The chain's time, in seconds; moves on by the second. */
  readonly chainNow: Accessor<bigint | undefined>;
}

const Context = createContext<Page>();

/** Gives the page to all that is inside. */
export function PageProvider(props: { page: Page; children: JSX.Element }) {
  return <Context.Provider value={props.page}>{props.children}</Context.Provider>;
}

/** The page that a part stands on. */
export function usePage(): Page {
  const page = useContext(Context);
  if (page === undefined) throw new Error("a part of the page stands outside of it");
  return page;
}
