import { expect } from "chai";
import type { FundOverview } from "zke-insurance-fund/chain";
import { type FeedData, feedFiles } from "zke-insurance-fund/node";
import { xmlText } from "../../../sdk/src/feed/xml.ts";

const FUND = `0x${"Ab".repeat(20)}` as const;
const OVERVIEW = {
  block: 7n,
  time: 1_700_000_000n,
  assets: 1_234_567_899_999n,
  solvency: 0n,
  paused: false,
  closed: false,
  lastEndTime: 1_600_000_000n,
  policy: {},
} as unknown as FundOverview;

function filesOf(given: Partial<FundOverview>, data: Partial<FeedData> = {}, name = "") {
  const overview = { ...OVERVIEW, ...given };
  const all = { chainId: 1n, fund: FUND, symbol: "USDT", decimals: 6, overview, payable: 0n, submissions: [], ...data };
  return feedFiles(all, { name, page: undefined });
}

describe("a feed of a fund", () => {
  it("without a settlement begins with the fund, and depends on nothing but the chain", () => {
    const { "feed.xml": feed } = filesOf({});
    expect(feed).to.include("<updated>2020-09-13T12:26:40Z</updated>");
    expect(feed).to.include(`<id>urn:zke-insurance-fund:1:${FUND.toLowerCase()}</id>`);
    expect(feed).to.equal(filesOf({ block: 8n, time: 1_800_000_000n, assets: 0n })["feed.xml"]);
  });

  it("draws amounts rounded down, of any decimals, and says what is wrong first", () => {
    const figure = (given: Partial<FundOverview>, data: Partial<FeedData> = {}) => filesOf(given, data)["figure.svg"];
    expect(figure({})).to.include(">1,234,567.89 USDT<").and.include(">All tokens are there<");
    expect(figure({}, { decimals: 0, symbol: "" })).to.include(">1,234,567,899,999<");
    expect(figure({}, { decimals: 18 })).to.include(">0.00 USDT<");
    expect(figure({ assets: 0n, solvency: -1_500_000n, paused: true })).to.include(">1.50 missing<");
    expect(figure({ paused: true })).to.include(">Paused<");
    expect(figure({ paused: true, closed: true })).to.include(">Closed<");
  });

  it("has nothing that XML cannot have", () => {
    expect(xmlText("<&>\"'")).to.equal("&lt;&amp;&gt;&quot;&#39;");
    expect(xmlText("a\u0000b\u001f\ud800c\uffff")).to.equal("a\ufffdb\ufffd\ufffdc\ufffd");
    expect(xmlText("基金 💰\n")).to.equal("基金 💰\n");
    expect(filesOf({}, {}, "]]><script>")["feed.xml"]).not.to.include("<script>");
  });
});
