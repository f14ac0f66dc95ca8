import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { build } from "vite";

const ROOT = join(import.meta.dirname, "../../..");
// What a program does that has a provider of its own, and nothing of this package that connects to a node.
const PROGRAM = `
import { openFund } from "zke-insurance-fund/chain";
const address = "0x" + "1a".repeat(20);
const answers = [() => "0x" + "11".padStart(64, "0"), () => { throw { code: 3, data: "0xd93c0665" }; }];
const fund = await openFund({ call: async () => answers.shift()() }, address);
export const said = await fund.policy().catch(({ message }) => message);
`;

describe("a program with a provider of its own that a bundler makes one file of", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-bundled-"));
    await writeFile(join(folder, "program.js"), PROGRAM);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("tells refusals in sentences", async () => {
    const built = join(folder, "built");
    await build({
      ...{ root: ROOT, configFile: false, logLevel: "error", ssr: { noExternal: true } },
      resolve: { alias: { "zke-insurance-fund/chain": join(ROOT, "sdk/dist/entries/chain.js") } },
      build: { ssr: join(folder, "program.js"), outDir: built, emptyOutDir: true },
    });
    const { said } = await import(pathToFileURL(join(built, "program.js")).href);
    expect(said).to.match(/^The chain refused: the fund is paused; /);
  });
});
