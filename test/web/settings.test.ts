import { expect } from "chai";
import { configFrom, type HostConfig } from "../../web/src/config.ts";
import { parseRoute } from "../../web/src/router.ts";
import {
  changedFrom,
  combined,
  explorerLink,
  isSaid,
  keyOf,
  linkFrom,
  otherChain,
  settingsFrom,
} from "../../web/src/settings.ts";

const FUND = `0x${"1a".repeat(20)}`;
const OTHER = `0x${"2b".repeat(20)}`;
const RPC = "https://host.example";
const ONE = configFrom(JSON.stringify({ rpc: RPC, fund: FUND, startBlock: 500, chainId: 10 }));
const NOTHING = configFrom("{}");

const linkAt = (query: string) => linkFrom(parseRoute(`#/?${query}`).query);
const at = (query: string, host: HostConfig = ONE, visitor = {}) => combined(host, () => visitor, linkAt(query));

describe("the page's settings", () => {
  it("take only what can be used", () => {
    expect(
      settingsFrom({
        rpc: "javascript:alert(1)",
        fund: "0x12",
        explorer: "data:text/html,{id}",
        startBlock: "-1",
        compare: "ftp://x",
        other: "x",
      }),
    ).to.deep.equal({});
    const usable = { rpc: RPC, fund: FUND, startBlock: "12", explorer: "https://e.example/{kind}/{id}" };
    expect(settingsFrom({ ...usable, startBlock: 12 })).to.deep.equal(usable);
    expect(settingsFrom({ explorer: "https://e.example/" })).to.deep.equal({});
    for (const odd of [null, undefined, 3, "text", []]) expect(settingsFrom(odd)).to.deep.equal({});
  });

  it("prefer the link to the visitor, and the visitor to the host, and know who said what", () => {
    const { settings, origins } = at(`fund=${OTHER}`, ONE, { rpc: "https://mine.example" });
    expect(settings.rpc).to.equal("https://mine.example");
    expect(origins).to.include({ rpc: "visitor", fund: "link", explorer: "host" });
  });

  it("do not blame a link that says what the host says, in whatever letters", () => {
    const { origins, isForeign, chainId } = at(`rpc=${RPC}&fund=0x${"1A".repeat(20)}`);
    expect(origins).to.include({ rpc: "host", fund: "host" });
    expect({ isForeign, chainId }).to.deep.equal({ isForeign: false, chainId: 10n });
  });

  it("make an explorer's address", () => {
    const { settings } = combined(configFrom('{"explorer":"https://e.example/{kind}/{id}"}'), () => ({}), linkAt(""));
    expect(explorerLink(settings, "tx", "0x1?/")).to.equal("https://e.example/tx/0x1%3F%2F");
    expect(explorerLink(at("").settings, "tx", "0x1")).to.equal(undefined);
  });

  it("keep of a visitor's what is not the host's", () => {
    const { settings } = at("");
    expect(changedFrom(ONE.funds[0]?.settings ?? {}, settings)).to.equal(undefined);
    expect(changedFrom(ONE.funds[0]?.settings ?? {}, { ...settings, rpc: "https://mine.example" })).to.deep.equal({
      rpc: "https://mine.example",
    });
  });
});

describe("a link", () => {
  it("cannot have the host's fund begin later than the host or the visitor said", () => {
    for (const visitor of [{}, { startBlock: "400" }]) {
      const { settings, ignored, origins } = at("startBlock=99999999", ONE, visitor);
      expect(settings.startBlock).to.equal(visitor.startBlock ?? "500");
      expect(ignored).to.deep.equal(["startBlock"]);
      expect(origins.startBlock).not.to.equal("link");
    }
    expect(at("startBlock=499")).to.deep.include({ ignored: [] });
    expect(at("startBlock=499").origins.startBlock).to.equal("link");
    const unset = at("startBlock=1", configFrom(JSON.stringify({ rpc: RPC, fund: FUND })));
    expect(unset.settings.startBlock, "the host begins at 0").to.equal("0");
  });

  it("to another fund is foreign, and has neither the host's first block nor its chain", () => {
    expect(at(`fund=${OTHER}`)).to.deep.include({ isForeign: true, chainId: undefined });
    expect(at(`fund=${OTHER}`).settings.startBlock).to.equal("0");
    expect(at(`fund=${OTHER}&startBlock=900`).settings.startBlock).to.equal("900");
    expect(at(`fund=${OTHER}`, ONE, { startBlock: "700" }).settings.startBlock, "that of the host's fund").to.equal(
      "0",
    );
    expect(at("", ONE, { fund: OTHER, startBlock: "700" })).to.deep.include({ isForeign: true, chainId: undefined });
    expect(at("", ONE, { fund: OTHER, startBlock: "700" }).settings.startBlock).to.equal("700");
  });

  it("is nobody else's where the host has no fund", () => {
    const { isForeign, origins, settings } = at(`fund=${OTHER}&rpc=${RPC}&startBlock=7`, NOTHING);
    expect({ isForeign, startBlock: settings.startBlock }).to.deep.equal({ isForeign: false, startBlock: "7" });
    expect(origins).to.include({ fund: "link", rpc: "link", startBlock: "link", explorer: "host" });
  });

  it("to a fund on a chain that is not shown says which, whoever named the one that is", () => {
    const other = (query: string, host: HostConfig, read?: bigint) => otherChain(at(query, host), linkAt(query), read);
    const said = { named: "42", shown: "10" };
    expect(other(`fund=${FUND}&chain=42`, ONE), "by the host's word").to.deep.equal(said);
    expect(other("chain=42", ONE), "of the host's own fund").to.deep.equal(said);
    expect(other(`fund=${OTHER}&chain=42`, ONE), "asked of the host's own node").to.deep.equal(said);
    expect(other(`fund=${OTHER}&rpc=https://x.example&chain=42`, ONE), "a node that did not say yet").to.equal(
      undefined,
    );
    expect(other(`fund=${FUND}&chain=42`, NOTHING, 10n), "by the node's").to.deep.equal(said);
    expect(isSaid(at("chain=42", ONE), linkAt("chain=42"), undefined)).to.equal(true);
    expect(isSaid(at("chain=10", ONE), linkAt("chain=10"), 10n)).to.equal(false);
    expect(linkAt("chain=the+real+one")).to.deep.equal({ settings: {}, unusable: ["chain"] });
  });

  it("says what of it cannot be used, instead of showing the host's as if it were the link's", () => {
    expect(linkAt("fund=0x12&rpc=file:///etc&startBlock=-1&explorer=x")).to.deep.equal({
      settings: {},
      unusable: ["fund", "rpc", "explorer", "startBlock"],
    });
    expect(linkAt("status=pending&compare=https://x.example"), "what is no link's to say").to.deep.equal({
      settings: {},
      unusable: [],
    });
    expect(linkAt("fund=&explorer=")).to.deep.equal({ settings: {}, unusable: [] });
  });
});

describe("a host with several funds", () => {
  const HOST = configFrom(
    JSON.stringify({
      rpc: RPC,
      explorer: "https://e.example/{kind}/{id}",
      funds: [
        { name: "USDT", fund: FUND, chainId: "1", startBlock: "500" },
        { name: "USDC", fund: OTHER, chainId: "1" },
        { name: "USDT on ten", fund: FUND, chainId: 10, rpc: ["https://ten.example", "https://two.example"] },
      ],
    }),
  );

  it("shows the first, and another that a link names by its address, without blame", () => {
    expect(HOST.problems).to.deep.equal([]);
    expect(at("", HOST).base.name).to.equal("USDT");
    const second = at(`fund=${OTHER.toUpperCase().replace("0X", "0x")}`, HOST);
    expect(second).to.deep.include({ isForeign: false, chainId: 1n });
    expect(second.base.name).to.equal("USDC");
    expect(second.origins).to.include({ fund: "host", rpc: "host", startBlock: "host" });
    expect(second.settings).to.include({ startBlock: "0", rpc: RPC, explorer: "https://e.example/{kind}/{id}" });
  });

  it("tells funds at one address by their chain, and gives each an address", () => {
    const ten = at(`fund=${FUND}&chain=10`, HOST);
    expect(ten).to.deep.include({ chainId: 10n });
    expect(ten.settings).to.include({ rpc: "https://ten.example,https://two.example", startBlock: "0" });
    for (const fund of HOST.funds) {
      const query = new URLSearchParams(keyOf(HOST, fund)).toString();
      expect(at(query, HOST).base, query).to.equal(fund);
    }
    expect(keyOf(HOST, HOST.funds[0] ?? { name: "", settings: {} })).to.deep.equal({});
  });

  it("keeps a visitor's settings for each of them apart", () => {
    const visitorOf = (base: { name: string }) => (base.name === "USDC" ? { rpc: "https://mine.example" } : {});
    expect(combined(HOST, visitorOf, linkAt("")).settings.rpc).to.equal(RPC);
    expect(combined(HOST, visitorOf, linkAt(`fund=${OTHER}`)).settings.rpc).to.equal("https://mine.example");
  });
});
