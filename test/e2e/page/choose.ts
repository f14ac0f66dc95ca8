import type { Page } from "playwright-core";

/** A file as a page gets it. */
export interface FileToChoose {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Chooses a file or a folder of this machine, or files that are made up, by a button of the page. */
export async function chooseFile(page: Page, button: string, files: string | string[] | FileToChoose[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  await chooser.setFiles(files);
}
