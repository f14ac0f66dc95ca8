import { isNodeAddress } from "zke-insurance-fund/chain";
import { isUsable, SETTING_NAMES, type Settings } from "./settings.ts";

/** A fund that the page's host shows. */
export interface HostFund {
  /** What the host calls it; "" if nothing. */
  readonly name: string;
  /** The chain that it is on: a node of another one is refused. */
  readonly chainId?: bigint;
  /** Where the verified source of the deployed contracts can be read. */
  readonly source?: string;
  /** Where the fund's past lies as a file, relative to the page. */
  readonly history?: string;
  readonly settings: Partial<Settings>;
}

/** What whoever hosts the page set, and what of it cannot be used. */
export interface HostConfig {
  /** The exchange's name; "" if the host gave none. */
  readonly exchange: string;
  /** In the host's order; none where there is nothing to begin with. */
  readonly funds: readonly HostFund[];
  readonly problems: readonly ConfigProblem[];
}

/** Why config.json, or a place in it, cannot be used. */
export type ConfigCode =
  | "unreachable"
  | "status"
  | "webPage"
  | "notJson"
  | "notObject"
  | "unknownName"
  | "unusable"
  | "fundTwice"
  | "noFund"
  | "tooMany";

export interface ConfigProblem {
  readonly code: ConfigCode;
  /** Such as "funds[1].rpc"; "" of the whole. */
  readonly place: string;
  /** What stands there. */
  readonly got: unknown;
}

export const MOST_FUNDS = 50;
const LONGEST_NAME = 60;
const NODE_LISTS: readonly string[] = ["rpc", "compare"];
const OF_FUND: readonly string[] = [...SETTING_NAMES, "name", "chainId", "source", "history"];
// What a list of funds may share: all but what each has of its own.
const OWN: readonly string[] = ["fund", "name", "history"];
const SHARED = OF_FUND.filter((name) => !OWN.includes(name));
// A file beside the page, or in a folder below it: nothing that leads to another host.
const FILE_NAME = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;
const CHAIN_ID = /^[1-9]\d{0,18}$/;
// No control signs, and none that turn the direction of what follows.
const PLAIN = /^[^\p{Cc}\p{Cf}]+$/u;

const EMPTY: HostConfig = { exchange: "", funds: [], problems: [] };

/** Loads what whoever hosts the page set in a file beside it. Never throws: a file that is not there sets nothing. */
export async function loadConfig(url: URL, ask: typeof fetch = fetch): Promise<HostConfig> {
  try {
    const response = await ask(url, { cache: "no-cache" });
    if (response.status === 404) return EMPTY;
    if (!response.ok) return unusable("status", response.status);
    return configFrom(await response.text());
  } catch (error) {
    return unusable("unreachable", String(error));
  }
}

/**
 * Reads a config.json: `{"fund", "rpc", ...}` of one fund, or `{"funds": [{"fund", ...}, ...]}`, where what is beside the list holds
 * for each that does not say otherwise.
 */
export function configFrom(text: string): HostConfig {
  if (/^\s*</.test(text)) return unusable("webPage", text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return unusable("notJson", String(error));
  }
  if (!isRecord(json)) return unusable("notObject", json);
  return fromRecord(json);
}

function fromRecord(json: Readonly<Record<string, unknown>>): HostConfig {
  const problems: ConfigProblem[] = [];
  const tell: Tell = (code, place, got) => void problems.push({ code, place, got });
  const isList = "funds" in json;
  const known = [...(isList ? SHARED : OF_FUND), "exchange", "funds"];
  for (const name of Object.keys(json)) if (!known.includes(name)) tell("unknownName", name, json[name]);
  const exchange = nameFrom(json.exchange, "exchange", tell);
  const shared = fundFrom(json, "", isList ? SHARED : OF_FUND, tell);
  if (!isList) return { exchange, funds: [shared], problems };
  const list = Array.isArray(json.funds) ? (json.funds as readonly unknown[]) : [];
  if (list.length === 0) tell("noFund", "funds", json.funds);
  if (list.length > MOST_FUNDS) tell("tooMany", "funds", list.length);
  const funds: HostFund[] = [];
  for (const [at, entry] of list.slice(0, MOST_FUNDS).entries()) {
    const place = `funds[${at}]`;
    if (!isRecord(entry)) {
      tell("notObject", place, entry);
      continue;
    }
    for (const name of Object.keys(entry))
      if (!OF_FUND.includes(name)) tell("unknownName", `${place}.${name}`, entry[name]);
    const own = fundFrom(entry, `${place}.`, OF_FUND, tell);
    if (own.settings.fund === undefined) {
      if (!("fund" in entry)) tell("noFund", place, entry);
      continue;
    }
    const fund = { ...shared, ...own, settings: { ...shared.settings, ...own.settings } };
    if (funds.some((other) => isSameFund(other, fund))) tell("fundTwice", `${place}.fund`, own.settings.fund);
    else funds.push(fund);
  }
  return { exchange, funds, problems };
}

type Tell = (code: ConfigCode, place: string, got: unknown) => void;

/** Of one fund what can be used; of the rest is told. */
function fundFrom(
  json: Readonly<Record<string, unknown>>,
  before: string,
  names: readonly string[],
  tell: Tell,
): HostFund {
  const settings: Partial<Record<keyof Settings, string>> = {};
  for (const name of SETTING_NAMES) {
    if (!names.includes(name) || !(name in json)) continue;
    const text = textFrom(name, json[name]);
    if (text !== undefined && isUsable(name, text)) settings[name] = text;
    else tell("unusable", `${before}${name}`, json[name]);
  }
  const fund: HostFund = { name: names.includes("name") ? nameFrom(json.name, `${before}name`, tell) : "", settings };
  const chainId = textFrom("chainId", json.chainId);
  const isChain = chainId !== undefined && CHAIN_ID.test(chainId);
  if ("chainId" in json && !isChain) tell("unusable", `${before}chainId`, json.chainId);
  const source = typeof json.source === "string" && isNodeAddress(json.source) ? json.source : undefined;
  if ("source" in json && source === undefined) tell("unusable", `${before}source`, json.source);
  const isFile = names.includes("history") && typeof json.history === "string" && FILE_NAME.test(json.history);
  const history = isFile ? (json.history as string) : undefined;
  if ("history" in json && history === undefined && names.includes("history"))
    tell("unusable", `${before}history`, json.history);
  return {
    ...fund,
    ...(isChain && { chainId: BigInt(chainId) }),
    ...(source !== undefined && { source }),
    ...(history !== undefined && { history }),
  };
}

/** A setting as text: whole numbers, and lists of nodes, may be written as such. */
function textFrom(name: string, value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string") return value;
  const isList =
    NODE_LISTS.includes(name) &&
    Array.isArray(value) &&
    value.every((one) => typeof one === "string" && /^[^\s,]+$/.test(one));
  return isList ? value.join(",") : undefined;
}

function nameFrom(value: unknown, place: string, tell: Tell): string {
  if (value === undefined) return "";
  if (typeof value === "string" && value.length <= LONGEST_NAME && PLAIN.test(value)) return value.trim();
  tell("unusable", place, value);
  return "";
}

/** On one chain, or maybe on one, and at one address. */
function isSameFund(a: HostFund, b: HostFund): boolean {
  const isOneChain = a.chainId === undefined || b.chainId === undefined || a.chainId === b.chainId;
  return isOneChain && a.settings.fund?.toLowerCase() === b.settings.fund?.toLowerCase();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unusable(code: ConfigCode, got: unknown): HostConfig {
  return { ...EMPTY, problems: [{ code, place: "", got }] };
}
