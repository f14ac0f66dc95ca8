import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { requirePayee } from "../../../sdk/src/operations/payees.ts";
import { fakeFund } from "../support/fake-fund.ts";

const FUND = `0x${"11".repeat(20)}` as const;
const MANAGER = `0x${"44".repeat(20)}`;
const TOKEN = `0x${"70".repeat(20)}`;
const ACCOUNT = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

describe("who is paid", () => {
  const check = async (to: string) => {
    const identity = { chainId: 1n, fund: FUND };
    const fund = await fakeFund({ identity, decimals: 6, views: { authority: () => MANAGER } });
    return requirePayee(fund, to).catch((error: unknown) => {
      expect(error).to.be.instanceOf(InputError);
      return (error as InputError).code;
    });
  };

  it("is any account", async () => {
    expect(await check(ACCOUNT.toLowerCase())).to.equal(ACCOUNT);
  });

  it("is not the token, the fund, its manager or nobody: nobody could take it out again", async () => {
    for (const own of [TOKEN, FUND, MANAGER]) expect(await check(own)).to.equal("payeeOwn");
    expect(await check(`0x${"0".repeat(40)}`)).to.equal("payeeNobody");
    expect(await check(`0x${"0".repeat(39)}`)).to.equal("addressMalformed");
  });
});
