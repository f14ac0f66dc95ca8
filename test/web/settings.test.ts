import { expect } from "chai";
import { combined, explorerLink, settingsFrom } from "../../web/src/settings.ts";

const FUND = `0x${"1a".repeat(20)}`;
const HOST = { rpc: "https://host.example", fund: FUND };

describe("the page's settings", () => {
  it("take only what can be used", () => {
    expect(
      settingsFrom({
        rpc: "javascript:alert(1)",
        fund: "0x12",
        explorer: "data:text/html,{id}",
        startBlock: "-1",
        other: "x",
      }),
    ).to.deep.equal({});
    expect(settingsFrom({ ...HOST, startBlock: 12, explorer: "https://e.example/{kind}/{id}" })).to.deep.equal({
      ...HOST,
      startBlock: "12",
      explorer: "https://e.example/{kind}/{id}",
    });
    expect(settingsFrom({ explorer: "https://e.example/" })).to.deep.equal({});
    for (const odd of [null, undefined, 3, "text", []]) expect(settingsFrom(odd)).to.deep.equal({});
  });

  it("prefer the link to the visitor, and the visitor to the host, and know who said what", () => {
    const { settings, origins } = combined(HOST, { rpc: "https://mine.example" }, { fund: `0x${"2b".repeat(20)}` });
    expect(settings.rpc).to.equal("https://mine.example");
    expect(origins).to.include({ rpc: "visitor", fund: "link", explorer: "host" });
  });

  it("do not blame a link that says what the host says", () => {
    expect(combined(HOST, {}, { ...HOST }).origins).to.include({ rpc: "host", fund: "host" });
  });

  it("make an explorer's address", () => {
    const { settings } = combined({ explorer: "https://e.example/{kind}/{id}" }, {}, {});
    expect(explorerLink(settings, "tx", "0x1?/")).to.equal("https://e.example/tx/0x1%3F%2F");
    expect(explorerLink(combined({}, {}, {}).settings, "tx", "0x1")).to.equal(undefined);
  });
});
