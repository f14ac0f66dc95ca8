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

/** Waits until a part of the page says something; a figure that is rounded to be read says the whole one under the pointer. */
export async function says(part: Locator, text: string | RegExp): Promise<void> {
  const has = (shown: string) => (typeof text === "string" ? tidy(shown).includes(tidy(text)) : text.test(tidy(shown)));
  const read = () =>
    part.evaluate((element) =>
      [(element as HTMLElement).innerText, ...[...element.querySelectorAll("data")].map(({ title }) => title)].join(
        "\n",
      ),
    );
  await eventually(read, has).catch((error) => {
    throw new Error(`"${text}" is not said: ${error instanceof Error ? error.message : error}`);
  });
}

/** A text with plain spaces only. */
export const tidy = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, " ").trim();

/** The terms of the page's descriptions, each with the first line of what it says; of a rounded figure, with the whole one. */
export async function facts(part: Locator): Promise<Record<string, string>> {
  const pairs = await part
    .locator("dl > div")
    .evaluateAll((divs) =>
      divs.map(
        (div) =>
          [
            div.querySelector("dt")?.innerText ?? "",
            div.querySelector("dd data")?.getAttribute("title") ?? div.querySelector("dd")?.innerText ?? "",
          ] as const,
      ),
    );
  return Object.fromEntries(pairs.map(([term, said]) => [tidy(term), tidy(said)]));
}

/** The cells of a table by its caption or heading, without its head; of a rounded figure, with all decimals. */
export async function rowsOf(table: Locator): Promise<string[][]> {
  const rows = await table.locator("tbody tr:not(.above)").evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => {
        const { value, textContent } = cell.querySelector("data") ?? {};
        return value === undefined ? (cell as HTMLElement).innerText : `${value} ${textContent}`;
      }),
    ),
  );
  return rows.map((cells) => cells.map((cell) => wholeOf(tidy(cell))));
}

const FIGURE = /^(-?\d+)(?:\.(\d+))? (\S+)$/;

/** A figure as a column writes it, from the page's own exact value; what is shown instead has to be that, rounded. */
function wholeOf(cell: string): string {
  const [, whole = "", fraction = "", shown = ""] = FIGURE.exec(cell) ?? [];
  if (shown === "") return cell;
  const units = BigInt(`${whole}${fraction.padEnd(6, "0")}`);
  expect([roundedUsdt(units), usdt(units)], cell).to.include(shown);
  return inColumn(units);
}

/** An amount of the token, at least zero, as the page's lists round it: half a hundredth and more goes up; a trifle stays exact. */
export function roundedUsdt(units: bigint): string {
  if (units > 0n && units < 5_000n) return usdt(units);
  const hundredths = ((units + 5_000n) / 10_000n).toString().padStart(3, "0");
  return `${grouped(hundredths.slice(0, -2))}.${hundredths.slice(-2)}`;
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
