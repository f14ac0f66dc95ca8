import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type History, MONTHS, startHistory } from "../../scripts/support/history.ts";
import { pythonWith } from "../support/python.ts";
import { fund, type Run } from "./cli.ts";
import { type LyingNode, startLyingNode } from "./lying-node.ts";

const HISTORY = { ...MONTHS, periods: 5, positions: [20, 40], liquidations: [3, 6] } as const;
const NAME = `A & B <"x">'s`;
const PAGE = "https://fund.example/?a=1&b=2";

/** The entries of an Atom feed, as a parser of XML finds them; it fails on what is not well-formed. */
function entriesIn(python: string, path: string): Record<string, string>[] {
  const program = `
import json, sys, xml.etree.ElementTree as E
a = "{http://www.w3.org/2005/Atom}"
root = E.parse(sys.argv[1]).getroot()
assert root.tag in (a + "feed", "{http://www.w3.org/2000/svg}svg"), root.tag
text = lambda e, n: e.findtext(a + n)
all = [{"id": text(e, "id"), "title": text(e, "title"), "updated": text(e, "updated"), "link": e.find(a + "link").get("href")} for e in root.findall(a + "entry")]
print(json.dumps([{"id": text(root, "id") or "", "title": text(root, "title") or "", "updated": text(root, "updated") or ""}] + all))`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", program, path], { encoding: "utf8" });
  expect(status, stderr).to.equal(0);
  return JSON.parse(stdout);
}

describe("what a host publishes of a fund", function () {
  this.timeout(180_000);
  let folder = "";
  let history: History;
  let node: LyingNode;
  const out = () => join(folder, "www", "fund");
  const run = (...more: string[]): Promise<Run> => {
    const where = ["--rpc", node.rpc, "--fund", history.devnet.facts.fund, "--out", out()];
    return fund(["feed", ...where, "--name", NAME, "--page", `${PAGE}#/rule`, ...more], { limit: 90_000 });
  };
  const read = (name: string) => readFile(join(out(), name), "utf8");
  const files = () => Promise.all(["feed.xml", "figure.svg", "status.json"].map(read));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "fund-feed-"));
    const place = { port: 0, endTime: 1_780_000_000, folder: join(folder, "bundles"), baseURI: "http://127.0.0.1:1/" };
    history = await startHistory({ ...HISTORY, seed: 11 }, place);
    node = await startLyingNode(history.devnet.facts.rpc);
  });
  after(async () => {
    node?.close();
    await history?.devnet.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("is the fund's state at one block and each settlement's, as the contract has them", async () => {
    const { code, stderr, stdout } = await run("--json");
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({ out: out(), changed: ["feed.xml", "figure.svg", "status.json"] });
    const status = JSON.parse(await read("status.json"));
    const contract = history.devnet.local.fund;
    expect(status).to.include({
      format: "zke-fund-status-v1",
      chainId: "31337",
      symbol: "USDT",
      decimals: "6",
      assets: `${await contract.assets()}`,
      reserved: `${await contract.reserved()}`,
      solvency: `${await contract.solvency()}`,
      pendingCount: `${await contract.pendingCount()}`,
    });
    expect(status.settlements.map(({ submission }: { submission: string }) => Number(submission))).to.have.members(
      history.submissions.map(({ serial }) => Number(serial)),
    );
    for (const { period, status: is, coverage, submission } of status.settlements) {
      if ((await contract.submission(period)) !== BigInt(submission)) continue;
      expect(["none", "pending", "finalized", "voided"][Number(await contract.status(period))]).to.equal(
        is === "cancelled" ? "voided" : is,
      );
      expect(BigInt(coverage)).to.be.at.least(0n);
    }
    JSON.parse(await read("status.json"), (name, value) => expect(value, name).not.to.be.a("number") && value);
    expect(await read("figure.svg"))
      .to.include(status.block)
      .and.not.include(NAME);
    expect((await stat(join(out(), "feed.xml"))).mode & 0o777, "a web server reads it").to.equal(0o644);
  });

  it("is well-formed, whatever the exchange is called, and leads to the page", function () {
    const python = pythonWith("xml.etree.ElementTree");
    if (python === undefined) {
      console.log("      skipped: there is no Python here (Debian's package python3)");
      return this.skip();
    }
    entriesIn(python, join(out(), "figure.svg"));
    const [feed, ...entries] = entriesIn(python, join(out(), "feed.xml"));
    expect(feed?.title).to.equal(`Settlements of the insurance fund of ${NAME}`);
    expect(entries.length).to.be.greaterThan(history.submissions.length);
    expect(new Set(entries.map(({ id }) => id)).size, "each has a name of its own").to.equal(entries.length);
    expect(feed?.updated).to.equal(entries[0]?.updated);
    for (const { updated = "", link } of entries) {
      expect(updated).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(link).to.match(/^https:\/\/fund\.example\/\?a=1&b=2#\/settlements\/\d+$/);
    }
  });

  it("is the same where nothing changed", async () => {
    const before = await files();
    const { stdout } = await run("--json");
    expect(JSON.parse(stdout).changed).to.deep.equal([]);
    expect(await files()).to.deep.equal(before);
  });

  it("stays as it was where a node leaves something out, or cannot be reached", async () => {
    const before = await files();
    node.lie(({ method }) => (method === "eth_getLogs" ? { result: [] } : undefined));
    const half = await run();
    expect(half.code, half.stdout).to.equal(3);
    expect(half.stderr).to.match(/left out/);
    node.lie(() => ({ page: [503, "busy"] }));
    expect((await run()).code).to.equal(3);
    node.lie();
    expect(await files()).to.deep.equal(before);
    expect((await readdir(out())).sort(), "nothing else is left").to.deep.equal([
      "feed.xml",
      "figure.svg",
      "status.json",
    ]);
  });

  it("refuses what cannot be used, by name", async () => {
    for (const [more, line] of [
      [["--page", "ftp://x"], /--page is not usable/],
      [["--name", "a\u202eb"], /--name is not usable/],
      [["--periods", "-1"], /--periods is not usable/],
    ] as const) {
      const { code, stderr } = await run(...more);
      expect(code, stderr).to.equal(2);
      expect(stderr).to.match(line);
    }
    await writeFile(join(folder, "file"), "");
    const { code, stderr } = await run("--out", join(folder, "file", "in"));
    expect(code, stderr).to.equal(2);
  });
});
