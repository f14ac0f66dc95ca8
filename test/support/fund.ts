export { deployLocalFund } from "../../scripts/support/local-fund.ts";
