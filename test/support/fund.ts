export { type DeployedFund, deployLocalFund } from "../../scripts/support/local-fund.ts";
export { DEVNET_PARTS as PARTS, type DevnetPart as Part } from "../../sdk/src/devnet/accounts.ts";
