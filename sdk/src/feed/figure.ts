import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import type { Publisher } from "./atom.ts";
import type { FeedData } from "./read.ts";
import { xmlText } from "./xml.ts";

const HUNDREDTHS = 2;
// So that the longest amounts fit; a letter of the figure is about 0.6 of its size wide.
const WIDTH = 320;
const LARGEST = 28;
const LETTER = 6.6;

const STYLE = [
  "text{font-family:Helvetica,Arial,sans-serif;fill:#50606e;font-size:13px}",
  ".b{fill:#fcfcfa;stroke:#d5dad9}.f{fill:#141d26;font-weight:600}.good{fill:#1b6642}.bad{fill:#9b2226}",
  "@media(prefers-color-scheme:dark){text{fill:#a3afba}.b{fill:#11161b;stroke:#2b343d}.f{fill:#e8ecef}.good{fill:#7fcba3}.bad{fill:#f29c96}}",
].join("");

/**
 * The fund's assets as a small picture to be embedded with `<img>`: with whether its tokens are there, and of which block that is, since
 * a picture grows old.
 */
export function svgFigure(data: FeedData, { name }: Publisher): string {
  const { overview, decimals, symbol } = data;
  const amount = `${rounded(overview.assets, decimals)}${symbol === "" ? "" : ` ${symbol}`}`;
  const title = `Insurance fund${name === "" ? "" : ` of ${name}`}`;
  const isShort = overview.solvency < 0n;
  const state = isShort ? `${rounded(-overview.solvency, decimals)} missing` : stateOf(overview);
  const asOf = `Block ${overview.block}, ${formatTime(overview.time)}`;
  const inside = WIDTH - 32;
  // A long name is squeezed.
  const squeeze = title.length * LETTER > inside ? ` textLength="${inside}" lengthAdjust="spacingAndGlyphs"` : "";
  const size = Math.min(LARGEST, Math.floor(inside / (0.6 * amount.length)));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="120" viewBox="0 0 ${WIDTH} 120" role="img">`,
    `  <title>${xmlText(`${title}: ${amount}. ${state}. ${asOf}.`)}</title>`,
    `  <style>${STYLE}</style>`,
    `  <rect class="b" x="0.5" y="0.5" width="${WIDTH - 1}" height="119" rx="3"/>`,
    `  <text x="16" y="28"${squeeze}>${xmlText(title)}</text>`,
    `  <text class="f" x="16" y="62" style="font-size:${size}px">${xmlText(amount)}</text>`,
    `  <text class="${isShort ? "bad" : "good"}" x="16" y="84">${xmlText(state)}</text>`,
    `  <text x="16" y="104">${xmlText(asOf)}</text>`,
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function stateOf({ closed, paused }: FeedData["overview"]): string {
  if (closed) return "Closed";
  return paused ? "Paused" : "All tokens are there";
}

/** An amount with grouped digits and two decimals, rounded down: nothing is there that is not. */
function rounded(units: bigint, decimals: number): string {
  const places = Math.min(HUNDREDTHS, decimals);
  const cut = units / 10n ** BigInt(decimals - places);
  const [whole = "", fraction = ""] = formatAmount(cut, places).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return places === 0 ? grouped : `${grouped}.${fraction.padEnd(places, "0")}`;
}
