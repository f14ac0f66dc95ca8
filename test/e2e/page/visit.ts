import { expect } from "chai";
import type { BrowserContext, BrowserContextOptions, Locator, Page, Request } from "playwright-core";
import type { World } from "./world.ts";

/** How somebody comes to the page. */
export interface Visitor extends Pick<BrowserContextOptions, "locale" | "colorScheme" | "viewport"> {
  /** The address behind the page's own; the overview's unless given. */
  readonly at?: string;
  /** The page's own address, where it is another one. */
  readonly address?: string;
  /** What the browser may complain about in this visit. */
  readonly mayFail?: RegExp;
  /** Further hosts that may be asked, as origins. */
  readonly mayAsk?: readonly string[];
  /** Prepares the context before the page is opened. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** A visit of the page under way. */
export interface Visit {
  readonly page: Page;
  readonly main: Locator;
  /** All requests so far. */
  readonly requests: readonly Request[];
  /** Follows an address of the page. */
  goTo(hash: string): Promise<void>;
}

const DESKTOP = { width: 1280, height: 900 };
const PATIENCE = 20_000;
const VIOLATION = "policy violation:";

/**
 * Visits the page, and leaves it; whatever the browser complained about meanwhile fails the visit, and so does a request to any
 * host but the page's, its node's and its bundles'.
 */
export async function visit(world: World, visitor: Visitor, look: (visit: Visit) => Promise<void>): Promise<void> {
  const { at = "#/", address = world.demo.address, locale = "en-US", colorScheme = "light" } = visitor;
  const viewport = visitor.viewport ?? DESKTOP;
  // Nothing may slide or fade while it is looked at.
  const context = await world.browser.newContext({ locale, colorScheme, viewport, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  const requests: Request[] = [];
  const mayAsk = [new URL(address).origin, new URL(world.demo.address).origin, world.rpc, ...(visitor.mayAsk ?? [])];
  context.on("request", (request) => {
    requests.push(request);
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && !mayAsk.includes(origin)) complaints.push(`asked ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  await context.addInitScript((prefix) => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(prefix, violatedDirective, blockedURI),
    );
  }, VIOLATION);
  try {
    await visitor.prepare?.(context);
    const page = await context.newPage();
    await page.goto(address + at);
    const goTo = async (hash: string) => void (await page.goto(address + hash));
    await look({ page, main: page.getByRole("main"), requests, goTo });
    expect(complaints.filter((text) => !visitor.mayFail?.test(text))).to.deep.equal([]);
  } finally {
    await context.close();
  }
}

/** Waits until what is read is as it should be; fails with what it was last. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() >= deadline) throw new Error(`it stayed ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until a part of the page says something. */
export async function says(part: Locator, text: string | RegExp): Promise<void> {
  const has = (shown: string) => (typeof text === "string" ? tidy(shown).includes(tidy(text)) : text.test(tidy(shown)));
  await eventually(() => part.innerText(), has).catch((error) => {
    throw new Error(`"${text}" is not said: ${error instanceof Error ? error.message : error}`);
  });
}

/** A text with plain spaces only. */
export const tidy = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

/** The terms of the page's descriptions, each with the first line of what it says. */
export async function facts(part: Locator): Promise<Record<string, string>> {
  const pairs = await part
    .locator("dl > div")
    .evaluateAll((divs) =>
      divs.map((div) => [div.querySelector("dt")?.innerText ?? "", div.querySelector("dd")?.innerText ?? ""] as const),
    );
  return Object.fromEntries(pairs.map(([term, said]) => [tidy(term), tidy(said)]));
}

/** The cells of a table by its caption or heading, without its head. */
export async function rowsOf(table: Locator): Promise<string[][]> {
  const rows = await table
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => (cell as HTMLElement).innerText)),
    );
  return rows.map((cells) => cells.map(tidy));
}

/** An amount of the token as the page writes it in English: exact, with at least two decimals. */
export function usdt(units: bigint): string {
  const [, whole = "", fraction = ""] = /^(\d+)(\d{6})$/.exec(units.toString().padStart(7, "0")) ?? [];
  return `${grouped(whole)}.${fraction.replace(/0{1,4}$/, "")}`;
}

/** The same in a column: with all decimals. */
export function inColumn(units: bigint): string {
  const [, whole = "", fraction = ""] = /^(\d+)(\d{6})$/.exec(units.toString().padStart(7, "0")) ?? [];
  return `${grouped(whole)}.${fraction}`;
}

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
