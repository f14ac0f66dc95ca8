// Draws what has to be a bitmap of the page's pictures, from web/public/icon.svg: icons of old browsers and phones, and the preview
// that chats show of a link. Run after the icon has changed; needs Debian's chromium.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./support/chromium.ts";

const PUBLIC = join(import.meta.dirname, "../web/public");
const ICO_HEADER = 22;

const icon = await readFile(join(PUBLIC, "icon.svg"), "utf8");
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const [small, touch, preview] = [
  await drawn(32, 32, icon),
  await drawn(180, 180, squared(icon)),
  await drawn(1200, 630, previewOf()),
];
await browser.close();
await writeFile(join(PUBLIC, "favicon.ico"), icoOf(small));
await writeFile(join(PUBLIC, "apple-touch-icon.png"), touch);
await writeFile(join(PUBLIC, "preview.png"), preview);

async function drawn(width: number, height: number, inside: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${inside}`);
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

/** Phones round the corners themselves. */
function squared(svg: string): string {
  return svg.replace(' rx="6"', "");
}

function previewOf(): string {
  const text = (y: number, size: number, fill: string, said: string, weight = 400) =>
    `<text x="96" y="${y}" font-family="Helvetica,Arial,sans-serif" font-size="${size}" font-weight="${weight}" fill="${fill}">${said}</text>`;
  const bar = [
    [96, 202, "#93c0ea"],
    [300, 804, "#ffffff"],
  ].map(([x, width, fill]) => `<rect x="${x}" y="404" width="${width}" height="44" fill="${fill}"/>`);
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><rect width="1200" height="630" fill="#1f4e79"/>',
    text(170, 64, "#fff", "The transparent insurance fund", 600),
    text(250, 36, "#d7e6f5", "Is the money there? Who bears a loss?"),
    text(300, 36, "#d7e6f5", "Read from the chain, by your own browser."),
    ...bar,
    text(500, 28, "#d7e6f5", "The fund, 20 %"),
    '<text x="300" y="500" font-family="Helvetica,Arial,sans-serif" font-size="28" fill="#d7e6f5">The largest winners, 80 %</text>',
    "</svg>",
  ].join("");
}

/** An icon file with one PNG in it. */
function icoOf(png: Buffer): Buffer {
  const header = Buffer.alloc(ICO_HEADER);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(32, 6);
  header.writeUInt8(32, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(ICO_HEADER, 18);
  return Buffer.concat([header, png]);
}
