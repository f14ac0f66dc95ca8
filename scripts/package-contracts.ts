// Copies into the package what others build on: the contract's sources, to be imported in Solidity, and ABIs with bytecode, to deploy and
// to test against; and takes away what the compiler once wrote there of sources that are gone. Part of `npm run build`; what it writes
// is not committed.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const at = (path: string) => new URL(path, root);

const ARTIFACTS = {
  TetherLike: "artifacts/contracts/mocks/TetherLike.sol/TetherLike.json",
  InsuranceFund: "artifacts/contracts/InsuranceFund.sol/InsuranceFund.json",
  AccessManager: "artifacts/@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json",
};
/** All but the mocks, which only tests need. */
const SOURCES = ["InsuranceFund.sol", "base", "interfaces", "libraries"];

for (const folder of ["sdk/contracts", "sdk/artifacts"]) {
  rmSync(at(folder), { recursive: true, force: true });
  mkdirSync(at(folder));
}
for (const source of SOURCES) cpSync(at(`contracts/${source}`), at(`sdk/contracts/${source}`), { recursive: true });
for (const [name, path] of Object.entries(ARTIFACTS)) {
  const { contractName, sourceName, abi, bytecode, deployedBytecode, immutableReferences } = JSON.parse(
    readFileSync(at(path), "utf8"),
  );
  const artifact = { contractName, sourceName, abi, bytecode, deployedBytecode, immutableReferences };
  writeFileSync(at(`sdk/artifacts/${name}.json`), `${JSON.stringify(artifact, undefined, 2)}\n`);
}
// The terms of a fund that is only tried.
const { policy } = JSON.parse(readFileSync(at("ignition/parameters/local.json"), "utf8")).LocalFund;
writeFileSync(at("sdk/artifacts/devnet.json"), `${JSON.stringify({ policy }, undefined, 2)}\n`);
for (const file of readdirSync(at("sdk/dist"), { recursive: true, encoding: "utf8" })) {
  const [, module] = /^(.+?)(?:\.d)?\.[jt]s(?:\.map)?$/.exec(file) ?? [];
  if (module !== undefined && !existsSync(at(`sdk/src/${module}.ts`))) rmSync(at(`sdk/dist/${file}`));
}
