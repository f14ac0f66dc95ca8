import type { Page } from "playwright-core";

/** A file as a page gets it. */
export interface FileToChoose {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const TRIES = 5;
const PATIENCE = 5_000;

/**
 * Chooses a file or a folder of this machine, or files that are made up, by a button of the page. A view that is drawn anew takes the
 * button away under the pointer: then it is clicked again.
 */
export async function chooseFile(page: Page, button: string, files: string | string[] | FileToChoose[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    const opened = page.waitForEvent("filechooser", { timeout: PATIENCE }).catch((error: unknown) => {
      if (tries === TRIES) throw error;
      return undefined;
    });
    const [chooser] = await Promise.all([opened, page.getByRole("button", { name: button, exact: true }).click()]);
    if (chooser !== undefined) return chooser.setFiles(files);
  }
}
