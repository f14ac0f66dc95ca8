import { createSignal } from "solid-js";

/** The page's views. */
export const VIEWS = ["overview", "settlements", "share", "verify", "rule"] as const;
export type View = (typeof VIEWS)[number];

/** Where a visitor is. The address is the part behind "#": it reaches no server, and works on any of them. */
export interface Route {
  readonly view: View | "unknown";
  /** The period that settlements and verify can be about. */
  readonly period?: bigint;
  /** What the address says besides. */
  readonly query: ReadonlyMap<string, string>;
}

const HAS_PERIOD: readonly View[] = ["settlements", "verify"];
const PERIOD = /^[1-9]\d{0,18}$/;

/**
 * Reads an address.
 *
 * @example
 * parseRoute("#/settlements/3") // { view: "settlements", period: 3n, query: empty }
 */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const query = new Map(new URLSearchParams(search));
  const [name = "", period, ...rest] = path.split("/").filter((part) => part !== "");
  if (name === "") return { view: "overview", query };
  const view = VIEWS.find((known) => known === name);
  if (view === undefined || rest.length > 0) return { view: "unknown", query };
  if (period === undefined) return { view, query };
  if (!HAS_PERIOD.includes(view) || !PERIOD.test(period)) return { view: "unknown", query };
  return { view, period: BigInt(period), query };
}

const [carried, setCarried] = createSignal("");

/** Has every address of the page say from now on what the present one says of the connection, so that one that is copied shows the same. */
export function carry(query: Readonly<Record<string, string>>): void {
  setCarried(new URLSearchParams(query).toString());
}

/**
 * The address of a view.
 *
 * @param query what it says besides
 */
export function hrefTo(view: View, period?: bigint, query: Readonly<Record<string, string>> = {}): string {
  return hrefWith(view, period, carried(), query);
}

/** The address of a view with nothing of the present one. */
export function plainHrefTo(view: View, period?: bigint, query: Readonly<Record<string, string>> = {}): string {
  return hrefWith(view, period, "", query);
}

function hrefWith(view: View, period: bigint | undefined, carried: string, query: Readonly<Record<string, string>>) {
  const path = view === "overview" ? "" : view;
  const search = [carried, new URLSearchParams(query).toString()].filter((part) => part !== "").join("&");
  return `#/${path}${period === undefined ? "" : `/${period}`}${search === "" ? "" : `?${search}`}`;
}
