import { readdirSync } from "node:fs";
import { createRequire } from "node:module";

import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

// The compiler comes from npm: a build downloads nothing. `version` must equal the pinned package's.
const compiler = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  settings: {
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    metadata: { bytecodeHash: "none" },
  },
};

// The tests' own code is compiled fast rather than small: it deploys the contracts from their artifacts and holds none of them.
// Hardhat compiles together what shares one compiler, so the many tests have the default and the few contracts the overrides.
const testCompiler = { ...compiler, settings: { evmVersion: "cancun" } };
const ACCESS_MANAGER = "@openzeppelin/contracts/access/manager/AccessManager.sol";
const contracts = readdirSync(new URL("contracts", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".sol"))
  .map((file) => `contracts/${file}`);
const overrides = Object.fromEntries([...contracts, ACCESS_MANAGER].map((file) => [file, compiler]));

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    splitTestsCompilation: true,
    // Counting lines costs code: coverage has neither the optimizer nor a second compiler.
    profiles: { default: { compilers: [testCompiler], overrides }, production: compiler, coverage: testCompiler },
    npmFilesToBuild: [ACCESS_MANAGER],
  },
  paths: { tests: { solidity: "test/contracts", mocha: "test/integration" } },
  networks: {
    hardhat: { type: "edr-simulated", chainType: "l1" },
    // The network of a real deployment; both values come from the keystore (docs/deployment.md).
    remote: {
      type: "http",
      chainType: "l1",
      url: configVariable("RPC_URL"),
      accounts: [configVariable("DEPLOYER_KEY")],
    },
  },
  // For publishing the source (docs/deployment.md); asked for when that is done, and not before.
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
  test: {
    mocha: { timeout: 120_000 },
    solidity: {
      profiles: {
        default: {
          fsPermissions: { readFile: ["test/vectors/settlements.json"] },
          fuzz: { runs: 256 },
          invariant: { runs: 64, depth: 100, failOnRevert: true },
        },
      },
    },
  },
});
