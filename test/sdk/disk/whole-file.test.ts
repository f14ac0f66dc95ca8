import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { hasPrivate } from "../../../sdk/src/bundle/folder.ts";
import { publishTo } from "../../../sdk/src/daemon/schedule/publish.ts";
import { assertFree, isThere } from "../../../sdk/src/disk/whole-file.ts";

async function refusalOf(look: Promise<unknown>): Promise<string> {
  const error = await look.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(InputError);
  return String(error);
}

describe("whether something is at a path", () => {
  let folder = "";
  let file = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "zke-there-"));
    file = join(folder, "file");
    writeFileSync(file, "x");
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is told of what is there, and of what is not", async () => {
    expect([await isThere(folder), await isThere(file), await isThere(join(folder, "none"))]).to.deep.equal([
      ...[true, true, false],
    ]);
    expect(await hasPrivate(folder)).to.equal(false);
    await assertFree(join(folder, "none"));
  });

  it("is not guessed where nobody can look: the path is named", async () => {
    for (const path of [join(file, "below"), join(folder, "loop")]) {
      expect(await refusalOf(isThere(path))).to.include(path);
      expect(await refusalOf(assertFree(path))).to.include(path);
    }
    expect(await refusalOf(hasPrivate(file))).to.include(file);
    const period = { period: 1n, startTime: 0n, endTime: 1n } as Parameters<ReturnType<typeof publishTo>>[1];
    expect(await refusalOf(publishTo(file)(folder, period, new AbortController().signal))).to.include(file);
  });
});
