import { join } from "node:path";
import type { Page } from "playwright-core";

const WIDTHS = [360, 768, 1280];

/**
 * Takes pictures of the whole page at three widths, for people to look at, into the folder that PICTURES names; nothing without it:
 *
 *     PICTURES=/tmp/pictures mocha --timeout 600000 test/e2e/page/reading.test.ts -g axe
 */
export async function pictured(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env;
  const before = page.viewportSize();
  if (PICTURES === undefined || before === null) return;
  for (const width of WIDTHS) {
    await page.setViewportSize({ ...before, width });
    await page.screenshot({ path: join(PICTURES, `${name.replaceAll(" ", "-")}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(before);
}
