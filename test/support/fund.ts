export { type DeployedFund, deployLocalFund, PARTS, type Part } from "../../scripts/support/local-fund.ts";
