import { expect } from "chai";
import type { FundStanding } from "../../web/src/fund-standing.ts";
import { type ListedFund, totalsOf } from "../../web/src/fund-totals.ts";

const addressOf = (byte: string) => `0x${byte.repeat(20)}`;
const USDT = { address: addressOf("aa"), symbol: "USDT", decimals: 6 };
const COIN = { address: addressOf("bb"), symbol: "COIN", decimals: 18 };

const read = (given: Partial<FundStanding> = {}): FundStanding => ({
  ...{ is: "whole", assets: 100n, reserved: 10n, missing: 0n, token: USDT, chainId: 1n },
  ...given,
});
const fund = (name: string, standing: FundStanding, address = addressOf(name)): ListedFund => ({
  ...{ name, address, standing },
});

describe("the totals of several funds", () => {
  it("are sums over the funds of one token, in the funds' order, whatever the case of its address", () => {
    const shouted = { ...USDT, address: USDT.address.toUpperCase().replace("X", "x") };
    const { assets, unknown, alike } = totalsOf([
      fund("01", read()),
      fund("02", read({ token: COIN, assets: 7n, reserved: 0n })),
      fund("03", read({ token: shouted, assets: 5n, is: "stopped" })),
    ]);
    expect(assets.map(({ token: { symbol }, ...sums }) => [symbol, sums.assets, sums.reserved])).to.deep.equal([
      ["USDT", 105n, 20n],
      ["COIN", 7n, 0n],
    ]);
    expect(assets.map(({ counted }) => counted)).to.deep.equal([["01", "03"], ["02"]]);
    expect([unknown, alike]).to.deep.equal([[], []]);
  });

  it("never add up two tokens of one name: on another chain, or at another address, it is another asset", () => {
    const other = { ...USDT, address: addressOf("cc"), decimals: 18 };
    const { assets, alike } = totalsOf([
      fund("01", read()),
      fund("02", read({ chainId: 10n })),
      fund("03", read({ token: other })),
      fund("04", read({ token: { ...COIN, symbol: "" } })),
      fund("05", read({ token: { ...other, address: addressOf("dd"), symbol: "" } })),
    ]);
    expect(assets.map(({ assets }) => assets)).to.deep.equal([100n, 100n, 100n, 100n, 100n]);
    expect(alike).to.deep.equal(["USDT"]);
  });

  it("name who is in no sum, since it was not read now or never", () => {
    const { assets, unknown } = totalsOf([
      fund("01", read()),
      fund("02", read({ is: "unknown", assets: 900n })),
      fund("03", { is: "unknown" }),
      fund("04", read({ is: "unknown", token: COIN })),
    ]);
    expect(assets.map(({ assets, counted, notRead }) => ({ assets, counted, notRead }))).to.deep.equal([
      { assets: 100n, counted: ["01"], notRead: ["02"] },
      { assets: 0n, counted: [], notRead: ["04"] },
    ]);
    expect(unknown).to.deep.equal(["03"]);
  });

  it("count a fund once that is listed twice, with its chain and without", () => {
    const [total] = totalsOf([fund("01", read()), fund("02", read(), addressOf("01"))]).assets;
    expect(total).to.include({ assets: 100n });
    expect(total?.counted).to.deep.equal(["01"]);
  });

  it("tell how many tokens are missing, beside the sum", () => {
    const [total] = totalsOf([fund("01", read()), fund("02", read({ is: "short", missing: 30n }))]).assets;
    expect(total).to.include({ assets: 200n, missing: 30n });
  });
});
