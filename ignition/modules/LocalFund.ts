// A fund on a local chain, with a USDT-like token of its own that the deployer issues: for tests, the devnet and the demo.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { deployFund } from "./InsuranceFund.ts";

export default buildModule("LocalFund", (m) => {
  const token = m.contract("TetherLike");
  const { manager, fund } = deployFund(m, token);
  return { token, manager, fund };
});
