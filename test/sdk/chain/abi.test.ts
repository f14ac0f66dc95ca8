import { expect } from "chai";
import { Interface } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { FUND_INTERFACE } from "../../../sdk/src/chain/fund.ts";

describe("the fund's signatures", () => {
  it("say what the ABI says", () => {
    const withoutConstructor = INSURANCE_FUND_ABI.filter(({ type }) => type !== "constructor");
    expect(FUND_INTERFACE.format()).to.include.members(new Interface(withoutConstructor).format());
  });
});
