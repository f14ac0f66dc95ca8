// What the package has for those who build on chain: it must be what is compiled and deployed here.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "chai";
import { Interface } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";

const ROOT = new URL("../../../", import.meta.url);
const require = createRequire(import.meta.url);
const SOURCES = [
  ...["InsuranceFund", "base/Books", "base/Policies", "base/Settlements", "interfaces/IInsuranceFund"],
  ...["interfaces/Types", "libraries/Apportionment", "libraries/Commitment", "libraries/Faults"],
].map((name) => `contracts/${name}.sol`);

describe("the package", function () {
  this.timeout(60_000);

  it("has the sources of the contract, as they are", () => {
    for (const source of SOURCES) {
      const packed = readFileSync(require.resolve(`zke-insurance-fund/${source}`), "utf8");
      expect(packed, source).to.equal(readFileSync(new URL(source, ROOT), "utf8"));
    }
  });

  it("has the ABI and the bytecode of fund and manager", () => {
    const fund = require("zke-insurance-fund/artifacts/InsuranceFund.json");
    expect(new Interface(fund.abi).format()).to.deep.equal(new Interface(INSURANCE_FUND_ABI).format());
    const built = require("../../../artifacts/contracts/InsuranceFund.sol/InsuranceFund.json");
    const { bytecode, deployedBytecode, immutableReferences } = built;
    expect(fund).to.deep.include({ bytecode, deployedBytecode, immutableReferences });
    const manager = require("zke-insurance-fund/artifacts/AccessManager.json");
    expect(new Interface(manager.abi).getFunction("schedule")).not.to.equal(null);
    expect(manager.bytecode).to.match(/^0x[0-9a-f]{1000,}$/);
  });

  it("packs all of that beside what it runs, and no secrets of ours", () => {
    const { stdout, stderr } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "-w", "sdk"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const [{ files }] = JSON.parse(stdout || `[{"files":[],"said":${JSON.stringify(stderr)}}]`);
    const paths = files.map(({ path }: { path: string }) => path);
    expect(paths).to.include.members([...SOURCES, "artifacts/InsuranceFund.json", "artifacts/AccessManager.json"]);
    expect(paths).to.include.members(["README.md", "LICENSE", "package.json", "dist/index.js", "dist/cli/main.js"]);
    const folders = new Set(paths.map((path: string) => path.split("/")[0]));
    expect([...folders].toSorted()).to.deep.equal(
      ["LICENSE", "README.md", "artifacts", "contracts", "dist", "package.json", "src"].toSorted(),
    );
  });
});
