// The built page in a real browser, before a node that is made up, of a fund of one year: how long a visitor waits, and what is asked
// for. The page's own files come from this machine, without latency.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { en } from "../../web/src/text/en.ts";
import { CHROMIUM, chromiumVersion, hasChromium } from "../support/chromium.ts";
import { FUND } from "../support/fake-events.ts";
import { fundOfAYear, type Limits, limitedNode, pastOfAYear, serveNode } from "../support/limited-node.ts";
import { serveSite } from "../support/static-server.ts";
import { PAGE } from "../support/web-demo.ts";
import type { Goal, Measurement } from "./report.ts";

const LATENCY = 150;
const NEWEST = 20;
const LOOK_EVERY = 50;
const PATIENCE = 180_000;
const KEEPING = 1_000;
/** Blocks that come while the page is open. */
const IDLE = 12;
const BLOCK_TIME = 12_000;
const OPEN_FOR = 3 * BLOCK_TIME;
const STAY = 300_000;
const RATE = 10;
const EVERY = 50;

/** A moment of a visit: seconds since it began, and what was asked for until then. */
interface Moment {
  readonly seconds: number;
  readonly requests: number;
}

type Moments = Readonly<Record<"figures" | "list" | "verdict", Moment>>;

/** A visitor's browser, and the fund that it is shown. */
interface Lab {
  readonly browser: Browser;
  readonly year: ReturnType<typeof fundOfAYear>;
}

/** A page, its node and what that counts. */
interface Site {
  readonly address: string;
  readonly context: BrowserContext;
  readonly node: ReturnType<typeof limitedNode>;
  readonly sent: { readonly bytes: number };
  /** Lets a block come. */
  mine(): void;
}

/** How long the page takes, and what it asks for, before nodes as the public has them. */
export async function benchPage(): Promise<Measurement[]> {
  if (!hasChromium()) return [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    // Here, and not as this file is read: what it takes of the memory slows down what else is measured.
    const lab = { browser, year: fundOfAYear(undefined, IDLE) };
    const measurements: Measurement[] = [];
    for (const isShipped of [false, true])
      for (const blocks of [5, 10, 100, 1_000])
        measurements.push(...(await visits(lab, `${said(blocks)} blocks a question`, { blocks }, { isShipped })));
    measurements.push(...(await visits(lab, "no limit", {}, { isShipped: false, view: "#/" })));
    const busy = { blocks: 100, isBusy: (request: number) => request % EVERY === 0 };
    measurements.push(...(await visits(lab, `each ${EVERY}th request refused`, busy, { isShipped: false })));
    const slow = { blocks: 100, isBusy: overRate(), busyFor: 1 };
    measurements.push(...(await visits(lab, `${RATE} requests a second`, slow, { isShipped: false })));
    return [...measurements, await day(lab)];
  } finally {
    await browser.close();
  }
}

const said = (count: number) => count.toLocaleString("en");
const mega = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Whether a request is one too many within a second. */
function overRate(): () => boolean {
  let taken: number[] = [];
  return () => {
    const now = performance.now();
    taken = taken.filter((time) => time > now - 1_000);
    if (taken.length >= RATE) return true;
    taken.push(now);
    return false;
  };
}

/** Serves the page before a node, to one visitor. */
async function onSite<T>({ browser, year }: Lab, limits: Limits, isShipped: boolean, use: (site: Site) => Promise<T>) {
  let head = year.head - IDLE;
  const node = limitedNode(year, { ...limits, latency: LATENCY, newest: () => head });
  const { rpc, sent, close } = await serveNode(node);
  const past = pastOfAYear(year, IDLE + 100);
  const files = {
    "/config.json": () => JSON.stringify({ rpc, fund: FUND, chainId: "31337" }),
    ...(isShipped && { "/history.json": () => past }),
  };
  const host = await serveSite({ folders: { "/": PAGE }, files, isIsolated: false }, 0);
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 } });
  try {
    return await use({ address: `${host.origin}/`, context, node, sent, mine: () => void head++ });
  } finally {
    await context.close();
    await host.close();
    close();
  }
}

/** The first visit and the second, and what was to be reached. */
function visits(
  lab: Lab,
  what: string,
  limits: Limits,
  { isShipped, view = "#/settlements" }: { readonly isShipped: boolean; readonly view?: string },
): Promise<Measurement[]> {
  const isSlow = limits.isBusy !== undefined;
  const isChart = view === "#/";
  const name = `${what}${isShipped ? ", with history.json" : ""}`;
  return onSite(lab, limits, isShipped, async ({ address, context, node, sent }) => {
    const first = await visit(context, address + view, node);
    const bytes = sent.bytes;
    const size = `${mega(bytes)} by gzip of ${mega(node.counts.bytes)}`;
    const again = await visit(context, address + view, node);
    const most = (whose: string, goal: number, unit: string, measured: number): Goal => ({
      text: `${whose} <= ${goal} ${unit}`,
      met: measured <= goal,
    });
    const times = [
      most("figures", 1.5, "s", first.figures.seconds),
      ...(isChart
        ? [most("chart", 4, "s", first.list.seconds), most("sent", 5, "MB", bytes / 1e6)]
        : [
            most("newest", 4, "s", first.list.seconds),
            most("verdict", 10, "s", first.verdict.seconds),
            most("requests", 120, "", first.verdict.requests),
          ]),
    ];
    return [
      {
        what: name,
        note: `${noteOf(first, isChart)}, ${size}`,
        seconds: first.verdict.seconds,
        rows: 1,
        goals: isSlow ? [] : times,
      },
      {
        what: `${name}, second visit`,
        note: noteOf(again, isChart),
        seconds: again.verdict.seconds,
        rows: 1,
        goals: [most("requests", 15, "", again.verdict.requests)],
      },
    ];
  }).catch((cause: unknown) => {
    throw new Error(`${name}: ${String(cause)}`, { cause });
  });
}

const noteOf = ({ figures, list, verdict }: Moments, isChart: boolean) =>
  `figures ${figures.seconds.toFixed(1)} s, ${isChart ? "chart" : `newest ${NEWEST}`} ${list.seconds.toFixed(1)} s, ${verdict.requests} requests`;

/** Comes, waits until all is there, and leaves. */
async function visit(context: BrowserContext, address: string, node: Site["node"]): Promise<Moments> {
  const before = node.counts.requests;
  const page = await context.newPage();
  await page.goto(address);
  const moment = (holds: (page: Page) => Promise<boolean>) =>
    momentOf(page, holds, () => node.counts.requests - before);
  const [figures, list, verdict] = await Promise.all([
    moment((page) => says(page, [en.verdict.money.said.good])),
    moment(hasList),
    moment((page) => says(page, [en.verdict.history.said.good, en.verdict.history.said.waiting])),
  ]);
  // What is settled is being kept.
  await new Promise((resolve) => setTimeout(resolve, KEEPING));
  await page.close();
  return { figures, list, verdict };
}

/** When something is to be seen first. */
async function momentOf(page: Page, holds: (page: Page) => Promise<boolean>, requests: () => number): Promise<Moment> {
  const deadline = performance.now() + PATIENCE;
  while (!(await holds(page))) {
    if (performance.now() > deadline) throw new Error(`it did not come: ${await page.locator("body").innerText()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return { seconds: (await page.evaluate(() => performance.now())) / 1000, requests: requests() };
}

/** Whether one of the verdict's answers is one of these. */
const says = (page: Page, answers: readonly string[]) =>
  page.evaluate(
    (wanted) => [...document.querySelectorAll(".said")].some(({ textContent }) => wanted.includes(textContent ?? "")),
    answers,
  );

/** Whether the newest settlements are there, or the chart. */
const hasList = (page: Page) =>
  page.evaluate(
    (least) =>
      document.querySelectorAll('main a[href^="#/settlements/"]').length >= least ||
      document.querySelector(".money svg") !== null,
    NEWEST,
  );

/** What a visitor asks for who comes back each day and stays for five minutes. */
function day(lab: Lab): Promise<Measurement> {
  return onSite(lab, { blocks: 100 }, true, async ({ address, context, node, mine }) => {
    await visit(context, address, node);
    const before = node.counts.requests;
    const page = await context.newPage();
    await page.goto(address);
    await momentOf(
      page,
      (page) => says(page, [en.verdict.history.said.good]),
      () => 0,
    );
    const opened = node.counts.requests;
    for (let left = OPEN_FOR; left > 0; left -= BLOCK_TIME) {
      mine();
      await new Promise((resolve) => setTimeout(resolve, BLOCK_TIME));
    }
    const asked = node.counts.requests - opened;
    const stay = Math.round((asked * STAY) / OPEN_FOR);
    const sum = opened - before + stay;
    return {
      what: "a visitor and a day, coming back for five minutes at blocks of 12 s",
      note: `${opened - before} requests to begin with, ${asked} in ${OPEN_FOR / 1000} s and so ${stay}: ${sum} requests to nodes, none but for files to the host (${chromiumVersion()})`,
      seconds: STAY / 1000,
      rows: 1,
    };
  });
}
