import { isNodeAddress } from "zke-insurance-fund/chain";
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
}

export type SettingName = keyof Settings;
export const SETTING_NAMES: readonly SettingName[] = ["rpc", "fund", "explorer", "startBlock"];

/** Where a setting comes from: the page's host, this visitor, or the link that led here. */
export type Origin = "host" | "visitor" | "link";

const NONE: Settings = { rpc: "", fund: "", explorer: "", startBlock: "0" };
const FUND = /^0x[0-9a-f]{40}$/i;
const BLOCK = /^\d{1,15}$/;

const IS_USABLE: Record<SettingName, (text: string) => boolean> = {
  rpc: isNodeList,
  fund: (text) => FUND.test(text),
  explorer: (text) => text === "" || (isNodeAddress(text) && text.includes("{id}")),
  startBlock: (text) => BLOCK.test(text),
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

/** Each setting from the first that has it: the link, the visitor, the host. */
export function combined(host: Partial<Settings>, visitor: Partial<Settings>, link: Partial<Settings>) {
  const settings: Settings = { ...NONE, ...host, ...visitor, ...link };
  const origins = Object.fromEntries(
    SETTING_NAMES.map((name): [SettingName, Origin] => {
      if (name in link) return [name, link[name] === host[name] ? "host" : "link"];
      return [name, name in visitor ? "visitor" : "host"];
    }),
  ) as Record<SettingName, Origin>;
  return { settings, origins };
}

/** Where an explorer shows something; undefined if none is set. */
export function explorerLink({ explorer }: Settings, kind: "tx" | "address" | "block", id: string): string | undefined {
  if (explorer === "") return undefined;
  return explorer.replaceAll("{kind}", kind).replaceAll("{id}", encodeURIComponent(id));
}

function isSettingName(name: string): name is SettingName {
  return (SETTING_NAMES as readonly string[]).includes(name);
}
