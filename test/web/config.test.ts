import { expect } from "chai";
import { configFrom, loadConfig, MOST_FUNDS } from "../../web/src/config.ts";
import { connection as en } from "../../web/src/text/en/connection.ts";
import { connection as zh } from "../../web/src/text/zh/connection.ts";

const FUND = `0x${"1a".repeat(20)}`;
const OTHER = `0x${"2b".repeat(20)}`;
const URL_OF_IT = new URL("https://host.example/config.json");

const problemsOf = (text: string) => configFrom(text).problems.map(({ code, place }) => `${code} ${place}`.trim());
const of = (config: unknown) => problemsOf(JSON.stringify(config));

describe("config.json", () => {
  it("of one fund is read as ever", () => {
    const { funds, problems, exchange } = configFrom(
      JSON.stringify({ rpc: "https://n.example", fund: FUND, explorer: "", startBlock: "12" }),
    );
    expect({ problems, exchange }).to.deep.equal({ problems: [], exchange: "" });
    expect(funds).to.deep.equal([
      { name: "", settings: { rpc: "https://n.example", fund: FUND, explorer: "", startBlock: "12" } },
    ]);
  });

  it("says which place cannot be used, and keeps the rest", () => {
    expect(
      of({ fund: "0x12", rpc: "ftp://n.example", startBlock: -1, chainId: "0x1", explorer: "https://e.example" }),
    ).to.deep.equal(["unusable rpc", "unusable fund", "unusable explorer", "unusable startBlock", "unusable chainId"]);
    expect(of({ fund: FUND, rcp: "https://n.example" })).to.deep.equal(["unknownName rcp"]);
    expect(of({ fund: FUND, exchange: "a\u202eb", source: "javascript:alert(1)" })).to.deep.equal([
      "unusable exchange",
      "unusable source",
    ]);
    for (const rpc of [7, [7], [["https://n.example"]], [{ toString: 1 }], [null], ["https://n.example, ftp://n"]]) {
      const { funds, problems } = configFrom(JSON.stringify({ fund: FUND, rpc }));
      expect([funds[0]?.settings, problems[0]?.place]).to.deep.equal([{ fund: FUND }, "rpc"]);
    }
  });

  it("of several funds names the one that is wrong, and shows the others", () => {
    const config = {
      exchange: "Example",
      funds: [{ fund: FUND }, { fund: "0x" }, 3, {}, { fund: OTHER, strat: 1 }, { fund: FUND, chainId: 7 }],
    };
    expect(of(config)).to.have.members([
      "unusable funds[1].fund",
      "notObject funds[2]",
      "noFund funds[3]",
      "unknownName funds[4].strat",
      "fundTwice funds[5].fund",
    ]);
    expect(configFrom(JSON.stringify(config)).funds.map(({ settings }) => settings.fund)).to.deep.equal([FUND, OTHER]);
    expect(of({ funds: [] })).to.deep.equal(["noFund funds"]);
    expect(of({ funds: FUND })).to.deep.equal(["noFund funds"]);
    expect(of({ fund: FUND, funds: [{ fund: FUND }] }), "a fund beside the list").to.deep.equal(["unknownName fund"]);
    const many = Array.from({ length: MOST_FUNDS + 1 }, (_, at) => ({
      fund: `0x${at.toString(16).padStart(40, "0")}`,
    }));
    expect(of({ funds: many })).to.deep.equal(["tooMany funds"]);
  });

  it("that is no JSON, or no object, is told from one that is not there", () => {
    expect(problemsOf("<!doctype html><title>404</title>")).to.deep.equal(["webPage"]);
    expect(problemsOf('{"fund": "0x1",}')).to.deep.equal(["notJson"]);
    for (const text of ["[]", "null", "3", '"x"']) expect(problemsOf(text), text).to.deep.equal(["notObject"]);
    expect(problemsOf('{"__proto__": {"fund": 1}}')).to.deep.equal(["unknownName __proto__"]);
  });

  it("is loaded, or its failure told, and one that is missing sets nothing", async () => {
    const answer = (body: string, status: number) => async () => new Response(body, { status });
    const load = async (ask: () => Promise<Response>) => {
      const { problems } = await loadConfig(URL_OF_IT, ask as typeof fetch);
      return problems.map(({ code, got }) => [code, got]);
    };
    expect(await load(answer("not here", 404))).to.deep.equal([]);
    expect(await load(answer("", 502))).to.deep.equal([["status", 502]]);
    expect(await load(answer('\ufeff{"fund":1}', 200))).to.deep.equal([["unusable", 1]]);
    expect(await load(() => Promise.reject(new TypeError("offline")))).to.deep.equal([
      ["unreachable", "TypeError: offline"],
    ]);
  });

  it("has a sentence for each code in both languages", () => {
    for (const said of Object.values(en.config.problems)) expect(said("7")).to.match(/7/);
    expect(Object.keys(zh.config.problems)).to.have.members(Object.keys(en.config.problems));
  });
});
