import { readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { fund, withFolder } from "./cli.ts";
import { onTerminal, type Typed } from "./terminal.ts";

const PASSWORD = "correct horse";

describe("a new key", function () {
  this.timeout(120_000);
  const make = (args: readonly string[], password: string | undefined = PASSWORD) =>
    fund(["key", "new", ...args], { env: { FUND_KEYSTORE_PASSWORD: password } });

  it("lies encrypted in a file that its owner alone reads, and its address is printed", () =>
    withFolder(async (folder) => {
      const file = join(folder, "operator.json");
      const { code, stdout, stderr } = await make(["--out", file]);
      expect(code, stderr).to.equal(0);
      const text = await readFile(file, "utf8");
      const wallet = await Wallet.fromEncryptedJson(text, PASSWORD);
      expect(stdout).to.equal(`${wallet.address}\n`);
      expect(text).not.to.include(wallet.privateKey.slice(2));
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    }));

  it("is told to programs as JSON", () =>
    withFolder(async (folder) => {
      const file = join(folder, "operator.json");
      const { code, stdout } = await make(["--out", file, "--json"]);
      expect(code).to.equal(0);
      const { account } = await Wallet.fromEncryptedJson(await readFile(file, "utf8"), PASSWORD).then(
        ({ address }) => ({
          account: address,
        }),
      );
      expect(JSON.parse(stdout)).to.deep.equal({ account, keystore: file });
    }));

  it("is never written over another file, nor made without a password", () =>
    withFolder(async (folder) => {
      const file = join(folder, "operator.json");
      for (const password of ["", "1234567"]) {
        const refused = await make(["--out", file], password);
        expect(refused.code).to.equal(2);
        expect(refused.stderr).to.include(
          `the password is too short (got "${password.length} characters", expected at least 8 characters)`,
        );
      }
      const unasked = await fund(["key", "new", "--out", file]);
      expect(unasked.code).to.equal(2);
      expect(unasked.stderr).to.include("the keystore's password is missing: set FUND_KEYSTORE_PASSWORD");
      expect(await readdir(folder), "nothing is left behind").to.deep.equal([]);
      await writeFile(file, "another key");
      const refused = await make(["--out", file]);
      expect(refused.code).to.equal(2);
      expect(refused.stderr).to.include(file).and.to.include("there is such a file already");
      expect(await readFile(file, "utf8")).to.equal("another key");
      const link = join(folder, "link.json");
      await symlink(join(folder, "elsewhere.json"), link);
      expect((await make(["--out", link])).code).to.equal(2);
      expect(await readdir(folder)).to.deep.equal(["link.json", "operator.json"]);
      for (const args of [[], ["--out", join(folder, "none", "operator.json")], ["--out", file, "more"]]) {
        expect((await make(args)).code, args.join(" ")).to.equal(2);
      }
    }));

  const twice = (again: string): Typed[] => [
    ["at least 8 characters: ", `${PASSWORD}\r`],
    ["The same again: ", `${again}\r`],
  ];
  for (const [what, typed, code, said] of [
    ["made if it is typed twice", twice(PASSWORD), 0, /0x[0-9a-fA-F]{40}/],
    ["not made if it is typed in two ways", twice("correct house"), 2, /the two passwords are not the same/],
    ["not made if it is empty", [["at least 8 characters: ", "\r"]], 2, /the password is too short/],
    ["not made if it is interrupted", [["at least 8 characters: ", "\u0003"]], 130, /Interrupted: no key was made\./],
  ] as const) {
    it(`asks for the password on a terminal, without showing it: it is ${what}`, function () {
      return withFolder(async (folder) => {
        const file = join(folder, "operator.json");
        const { FUND_KEYSTORE_PASSWORD, ...env } = process.env as Record<string, string>;
        const run = await onTerminal(["key", "new", "--out", file], env, typed);
        if (run === undefined) return this.skip();
        expect(run.code, run.output).to.equal(code);
        expect(run.output).to.match(said).and.not.to.include("correct");
        expect(await readdir(folder)).to.deep.equal(code === 0 ? ["operator.json"] : []);
        if (code === 0) await Wallet.fromEncryptedJson(await readFile(file, "utf8"), PASSWORD);
      });
    });
  }
});
