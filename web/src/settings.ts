import { isNodeAddress } from "zke-insurance-fund/chain";
import type { HostConfig, HostFund } from "./config.ts";
import { isNodeList } from "./nodes.ts";

/** What the page needs to know, as text that people type. */
export interface Settings {
  /** A node's JSON-RPC address, or several apart by commas. */
  readonly rpc: string;
  /** The fund's address. */
  readonly fund: string;
  /** Where people look at transactions: an address with {kind} (tx, address, block) and {id}; none if empty. */
  readonly explorer: string;
  /** The block in which the fund was deployed, or an earlier one. */
  readonly startBlock: string;
  /** Other nodes, to hold the first against; none if empty. */
  readonly compare: string;
}

export type SettingName = keyof Settings;
export const SETTING_NAMES: readonly SettingName[] = ["rpc", "fund", "explorer", "startBlock", "compare"];
/** What a link may say. */
export const LINK_NAMES = ["fund", "rpc", "explorer", "startBlock"] as const satisfies readonly SettingName[];
export type LinkName = (typeof LINK_NAMES)[number];

/** Where a setting comes from: the page's host, this visitor, or the link that led here. */
export type Origin = "host" | "visitor" | "link";

const NONE: Settings = { rpc: "", fund: "", explorer: "", startBlock: "0", compare: "" };
const FUND = /^0x[0-9a-f]{40}$/i;
const BLOCK = /^\d{1,15}$/;
const CHAIN = /^(0|[1-9]\d{0,77})$/;

const IS_USABLE: Record<SettingName, (text: string) => boolean> = {
  rpc: isNodeList,
  fund: (text) => FUND.test(text),
  explorer: (text) => text === "" || (isNodeAddress(text) && text.includes("{id}") && !/[\p{Cc}\p{Cf}]/u.test(text)),
  startBlock: (text) => BLOCK.test(text),
  compare: (text) => text === "" || isNodeList(text),
};

/** Whether a setting can be used as it stands. */
export function isUsable(name: SettingName, text: string): boolean {
  return IS_USABLE[name](text);
}

/** Takes from anything what are usable settings. */
export function settingsFrom(source: unknown): Partial<Settings> {
  if (typeof source !== "object" || source === null) return {};
  const entries = Object.entries(source as Record<string, unknown>)
    .map(([name, value]) => [name, typeof value === "number" ? String(value) : value] as const)
    .filter(([name, value]) => isSettingName(name) && typeof value === "string" && isUsable(name, value));
  return Object.fromEntries(entries);
}

/** What a link says: usable settings, which chain its fund is on, and what of it cannot be used. */
export interface Link {
  readonly settings: Partial<Pick<Settings, LinkName>>;
  /** Tells funds at one address on several chains apart. */
  readonly chain?: string;
  readonly unusable: readonly (LinkName | "chain")[];
}

/** Reads what a link says of the connection. */
export function linkFrom(query: ReadonlyMap<string, string>): Link {
  const given = LINK_NAMES.filter((name) => (query.get(name) ?? "") !== "");
  const chain = query.get("chain") ?? "";
  const isChain = CHAIN.test(chain);
  const usable = given.filter((name) => isUsable(name, query.get(name) ?? ""));
  return {
    settings: Object.fromEntries(usable.map((name) => [name, query.get(name)])),
    ...(isChain && { chain }),
    unusable: [
      ...given.filter((name) => !usable.includes(name)),
      ...(chain === "" || isChain ? [] : (["chain"] as const)),
    ],
  };
}

/** What the page is connected to, and who said so. */
export interface Connection {
  readonly settings: Settings;
  readonly origins: Readonly<Record<SettingName, Origin>>;
  /** Of the host's funds, the one whose settings hold where nobody said otherwise. */
  readonly base: HostFund;
  /** Whether the fund is another one than the host's: what is said of it is not said of the host's. */
  readonly isForeign: boolean;
  /** Which chain the node must be of; undefined where the host did not say, or does not know the fund. */
  readonly chainId: bigint | undefined;
  /** What the link says and is not taken, since it would hide a part of the fund's history. */
  readonly ignored: readonly LinkName[];
}

/**
 * Each setting from the first that has it: the link, the visitor, the host. A link chooses one of the host's funds by its address.
 * What the host says of its fund (chain, first block) holds for no other, and no link may make its history begin later.
 *
 * @param visitorOf what the visitor keeps for one of the host's funds
 */
export function combined(host: HostConfig, visitorOf: (base: HostFund) => Partial<Settings>, link: Link): Connection {
  const base = fundOf(host, link.settings.fund, link.chain) ?? firstOf(host);
  const visitor = visitorOf(base);
  const own = base.settings;
  const fund = link.settings.fund ?? visitor.fund ?? own.fund ?? "";
  const isForeign = own.fund !== undefined && !isSame(own.fund, fund);
  const known: Partial<Settings> = isForeign ? { ...own, startBlock: NONE.startBlock } : own;
  const kept: Partial<Settings> = isSame(visitor.fund ?? own.fund ?? "", fund)
    ? visitor
    : without(visitor, "startBlock");
  const latest = BigInt(kept.startBlock ?? known.startBlock ?? NONE.startBlock);
  const isLate = !isForeign && own.fund !== undefined && BigInt(link.settings.startBlock ?? 0) > latest;
  const taken = isLate ? without(link.settings, "startBlock") : link.settings;
  const settings: Settings = { ...NONE, ...known, ...kept, ...taken, fund };
  const originOf = (name: SettingName): Origin => {
    if (isSame(settings[name], known[name] ?? NONE[name])) return "host";
    return name in taken ? "link" : "visitor";
  };
  return {
    settings,
    origins: Object.fromEntries(SETTING_NAMES.map((name) => [name, originOf(name)])) as Record<SettingName, Origin>,
    base,
    isForeign,
    chainId: isForeign ? undefined : base.chainId,
    ignored: isLate ? ["startBlock"] : [],
  };
}

/**
 * The chain that a link names and the one that is shown, where these are two: what the link is about is not what the page shows.
 *
 * @param read the chain by the node's own word, once it gave it
 */
export function otherChain(
  { chainId, base, origins }: Connection,
  { chain }: Link,
  read: bigint | undefined,
): { readonly named: string; readonly shown: string } | undefined {
  const shown = read ?? chainId ?? (origins.rpc === "host" ? base.chainId : undefined);
  if (chain === undefined || shown === undefined || chain === String(shown)) return undefined;
  return { named: chain, shown: String(shown) };
}

/** Whether the link changed something, or tried to: a visitor is told. */
export function isSaid(connection: Connection, link: Link, read: bigint | undefined): boolean {
  const { origins, ignored } = connection;
  const isOther = otherChain(connection, link, read) !== undefined;
  return isOther || ignored.length + link.unusable.length > 0 || LINK_NAMES.some((name) => origins[name] === "link");
}

/** What of a visitor's settings is not the host's; undefined if nothing. */
export function changedFrom(own: Partial<Settings>, settings: Settings): Partial<Settings> | undefined {
  const names = SETTING_NAMES.filter((name) => !isSame(settings[name], own[name] ?? NONE[name]));
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** What an address says to show one of the host's funds: nothing of the first, which is shown anyway. */
export function keyOf(host: HostConfig, base: HostFund): Record<string, string> {
  const { settings, chainId } = base;
  const { fund } = settings;
  if (fund === undefined || base === host.funds[0]) return {};
  const isAmbiguous = host.funds.filter((other) => isSame(other.settings.fund ?? "", fund)).length > 1;
  return { fund, ...(isAmbiguous && chainId !== undefined && { chain: String(chainId) }) };
}

/** The host's fund at an address; on a chain, if that is named. */
export function fundOf(host: HostConfig, fund: string | undefined, chain?: string): HostFund | undefined {
  const there = host.funds.filter(({ settings }) => fund !== undefined && isSame(settings.fund ?? "", fund));
  return there.find(({ chainId }) => chain === undefined || chainId === undefined || String(chainId) === chain);
}

/** The fund that the page shows where nobody chose another. */
export function firstOf({ funds }: HostConfig): HostFund {
  return funds[0] ?? { name: "", settings: {} };
}

/** Where an explorer shows something; undefined if none is set. */
export function explorerLink(
  { explorer }: Pick<Settings, "explorer">,
  kind: "tx" | "address" | "block",
  id: string,
): string | undefined {
  if (explorer === "") return undefined;
  return explorer.replaceAll("{kind}", kind).replaceAll("{id}", encodeURIComponent(id));
}

/** Whether two texts say the same: addresses are the same in any case of their letters. */
function isSame(a: string, b: string): boolean {
  return a === b || (FUND.test(a) && a.toLowerCase() === b.toLowerCase());
}

function without<T extends object, K extends keyof T>(from: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = from;
  return rest;
}

function isSettingName(name: string): name is SettingName {
  return (SETTING_NAMES as readonly string[]).includes(name);
}
