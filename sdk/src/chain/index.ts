export { INSURANCE_FUND_ABI } from "./abi.ts";
