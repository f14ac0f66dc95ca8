import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { withFolder } from "./cli.ts";
import { script } from "./scripts.ts";

const PASSWORD = "correct horse";

describe("a new key", function () {
  this.timeout(120_000);
  const make = (args: readonly string[], password = PASSWORD) =>
    script("new-key", args, { FUND_KEYSTORE_PASSWORD: password });

  it("lies encrypted in a file that its owner alone reads, and its address is printed", () =>
    withFolder(async (folder) => {
      const file = join(folder, "operator.json");
      const { code, stdout, stderr } = await make([file]);
      expect(code, stderr).to.equal(0);
      const text = await readFile(file, "utf8");
      const wallet = await Wallet.fromEncryptedJson(text, PASSWORD);
      expect(stdout).to.equal(`${wallet.address}\n`);
      expect(text).not.to.include(wallet.privateKey.slice(2));
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    }));

  it("is never written over another file, nor made without a password", () =>
    withFolder(async (folder) => {
      const file = join(folder, "operator.json");
      for (const password of ["", "1234567"]) {
        const refused = await make([file], password);
        expect(refused.code).to.equal(2);
        expect(refused.stderr).to.include(`FUND_KEYSTORE_PASSWORD has ${password.length} characters`);
      }
      expect(await readdir(folder), "nothing is left behind").to.deep.equal([]);
      await writeFile(file, "another key");
      const refused = await make([file]);
      expect(refused.code).to.equal(2);
      expect(refused.stderr).to.include(`${file} exists; it may hold a key`);
      expect(await readFile(file, "utf8")).to.equal("another key");
      expect((await make([])).stderr).to.include("usage: ");
      expect((await make([file, "more"])).stderr).to.include("usage: ");
    }));
});
