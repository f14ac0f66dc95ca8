// The deployment's manual: of each command in it, the test that runs it, so that none is written that nobody tried.
import { readFileSync } from "node:fs";
import { expect } from "chai";

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

/** How commands begin, the test that runs them, and how they stand there. */
const RUN_BY: readonly (readonly [command: string, test: string, there: string])[] = [
  [
    "cp ignition/parameters/mainnet.example.json",
    "chain-deployment.test.ts",
    "ignition/parameters/mainnet.example.json",
  ],
  ["npx hardhat keystore set", "chain-deployment.test.ts", '"keystore", "set"'],
  ["npx hardhat keystore list", "chain-deployment.test.ts", '"keystore", "list"'],
  ["node scripts/deploy.ts", "chain-deployment.test.ts", 'script("deploy"'],
  ["npx hardhat ignition deploy", "chain-deployment.test.ts", '"ignition", "deploy"'],
  ["npx hardhat ignition verify", "chain-deployment.test.ts", '"ignition", "verify"'],
  ["fund check-deployment", "chain-deployment.test.ts", '"check-deployment", "--rpc"'],
  ["fund status", "chain.test.ts", '["status"'],
  ["fund key new", "new-key.test.ts", '"key", "new"'],
  ["fund pause", "planned.test.ts", '["pause", "--from", safe.address, "--safe"'],
  ["fund credit", "chain.test.ts", '["credit"'],
  ["fund settle", "settling.ts", '"settle"'],
  ["fund submit", "chain.test.ts", '"submit"'],
  ["fund finalize", "chain.test.ts", '["finalize", "--period", "1"'],
  ["fund withdraw", "chain.test.ts", '"withdraw"'],
];

/** The commands of a document's blocks, each on one line and without what explains it. */
const commandsIn = (document: string) =>
  [...document.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.replaceAll("\\\n", "").split("\n"))
    .map((line) =>
      line
        .replace(/ +#.*$/, "")
        .replace("npm run -s fund -- ", "fund ")
        .replace(/ +/g, " ")
        .trim(),
    )
    .filter((line) => line !== "");

describe("the manual of deployment", () => {
  it("has no command that no test runs, and the tests no more than are there", () => {
    const commands = commandsIn(text("docs/deployment.md"));
    expect(commands).to.have.length.above(15);
    const begins = (line: string) => RUN_BY.find(([command]) => line.startsWith(command))?.[0] ?? line;
    expect([...new Set(commands.map(begins))].toSorted()).to.deep.equal(RUN_BY.map(([command]) => command).toSorted());
    for (const [command, name, there] of RUN_BY) {
      expect(text(`test/e2e/${name}`), `${command} in ${name}`).to.include(there);
    }
  });
});
