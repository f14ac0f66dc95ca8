import { expect } from "chai";
import { carry, hrefTo, parseRoute, plainHrefTo, VIEWS } from "../../web/src/router.ts";

describe("the page's routes", () => {
  it("lead to each view and back", () => {
    for (const view of VIEWS) expect(parseRoute(hrefTo(view))).to.deep.include({ view });
    expect(parseRoute(hrefTo("settlements", 3n))).to.deep.include({ view: "settlements", period: 3n });
    expect(parseRoute(hrefTo("verify", 12n))).to.deep.include({ view: "verify", period: 12n });
  });

  it("begin with the overview", () => {
    for (const hash of ["", "#", "#/", "#//"]) expect(parseRoute(hash).view).to.equal("overview");
  });

  it("say so where there is nothing", () => {
    for (const hash of [
      "#/nope",
      "#/rule/3",
      "#/settlements/0",
      "#/settlements/-1",
      "#/settlements/1/2",
      "#/settlements/x",
    ])
      expect(parseRoute(hash).view).to.equal("unknown");
  });

  it("take what stands behind a question mark, as text", () => {
    const { query, period } = parseRoute("#/settlements/3?rpc=http%3A%2F%2Fn%3A1%2F%3Fk%3D2&fund=0x1&x");
    expect(period).to.equal(3n);
    expect([...query]).to.deep.equal([
      ["rpc", "http://n:1/?k=2"],
      ["fund", "0x1"],
      ["x", ""],
    ]);
  });

  it("carry what the present address says of the connection, until it says it no more", () => {
    carry({ rpc: "http://n:1/?k=2", fund: "0x1" });
    expect(hrefTo("rule")).to.equal("#/rule?rpc=http%3A%2F%2Fn%3A1%2F%3Fk%3D2&fund=0x1");
    expect(Object.fromEntries(parseRoute(hrefTo("settlements", 3n, { status: "final" })).query)).to.deep.equal({
      rpc: "http://n:1/?k=2",
      fund: "0x1",
      status: "final",
    });
    expect(plainHrefTo("rule")).to.equal("#/rule");
    carry({});
    expect(hrefTo("settlements", 3n)).to.equal("#/settlements/3");
  });
});
