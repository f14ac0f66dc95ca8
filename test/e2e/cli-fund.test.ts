import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { POSITION_HEADER, VALUE_HEADER } from "../sdk/tables/tables.ts";
import { fund, type Run } from "./cli.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";

const DAY = 86_400;
const OTHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const SECRET = `0x${"11".repeat(32)}`;

/** The one JSON value on standard output. */
function jsonOf({ code, stdout, stderr }: Run, expected = 0) {
  expect(code, stderr).to.equal(expected);
  expect(stdout, "one line").to.match(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

describe("a bundle of a named fund, by the command line", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let folder: string;
  let cli: ReturnType<typeof fundOnChain>;
  let opening: number;

  const path = (name: string) => join(folder, name);
  /** Tables of a period that starts at a time; more is won than lost in it, so that the fund can cover its part. */
  async function tablesFrom(start: number): Promise<string[]> {
    await writeFile(path("p.csv"), `${POSITION_HEADER}\nalice,BTCUSDT,500\nbob,BTCUSDT,300\n`);
    const rows = [`liq-1,BTCUSDT,long,0.5,100,0,${start}`, `liq-2,ETHUSDT,short,2,300,20,${start + 60}`];
    await writeFile(path("l.csv"), [VALUE_HEADER, ...rows, ""].join("\n"));
    return ["--positions", path("p.csv"), "--liquidations", path("l.csv"), "--secret", SECRET];
  }
  const settle = async (start: number, name: string, ...more: string[]) =>
    cli.read(["settle", ...(await tablesFrom(start)), "--out", path(name), "--json", ...more]);

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain(devnet, folder);
    opening = Number(jsonOf(await cli.read(["status", "--json"])).lastEndTime);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await devnet?.stop("SIGKILL");
  });

  it("has its chain, decimals, period, start and rule from the fund, and the end that was given", async () => {
    const settled = jsonOf(await settle(opening, "one", "--end", `${opening + DAY}`));
    expect(settled).to.include({ chainId: "31337", fund: devnet.fund, decimals: 6 });
    expect(settled.policy).to.deep.equal({ coverBps: 2000, headBps: 9000, basis: "head" });
    expect(settled.settlement).to.include({ period: "1", startTime: `${opening}`, endTime: `${opening + DAY}` });
    expect(settled.settlementHash).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("is the same where nothing is asked, and where all is given and right", async () => {
    const { settlementHash } = JSON.parse(await hashIn("one"));
    const times = ["--period", "1", "--start", `${opening}`, "--end", `${opening + DAY}`];
    const given = [...times, "--basis", "head", "--cover-bps", "2000", "--chain-id", "31337", "--decimals", "6"];
    expect(jsonOf(await settle(opening, "asked", ...given)).settlementHash).to.equal(settlementHash);
    const alone = ["--fund", devnet.fund, "--chain-id", "31337", "--decimals", "6", "--out", path("alone"), "--json"];
    const offline = await fund(["settle", ...(await tablesFrom(opening)), ...times, ...alone]);
    expect(jsonOf(offline).settlementHash).to.equal(settlementHash);
  });

  const hashIn = async (name: string) => (await fund(["verify", "--bundle", path(name), "--json"])).stdout;

  const contradictions: [option: string, value: () => string, line: RegExp][] = [
    ["--period", () => "2", /^the period is not the fund's next one \(got "2", expected 1, the next one/],
    ["--start", () => `${opening + 1}`, /^--start is not what the fund says of period 1 \(got "\d+", expected \d+\)/],
    ["--basis", () => "all", /^--basis is not what the fund says of period 1 \(got "all", expected head\)/],
    ["--cover-bps", () => "0", /^--cover-bps is not what the fund says of period 1 \(got "0", expected 2000\)/],
    ["--head-bps", () => "1", /^--head-bps is not what the fund says of period 1 \(got "1", expected 9000\)/],
    ["--decimals", () => "18", /^--decimals is not what the fund says of period 1 \(got "18", expected 6\)/],
    ["--chain-id", () => "1", /^--chain-id is not what the fund says of period 1 \(got "1", expected 31337\)/],
  ];
  for (const [option, value, line] of contradictions) {
    it(`is not settled with another ${option} than the fund's`, async () => {
      const run = await settle(opening, "other", "--end", `${opening + DAY}`, option, value());
      expect(run.code).to.equal(2);
      expect(run.stderr).to.match(line);
      expect(existsSync(path("other"))).to.equal(false);
    });
  }

  it("is not settled without an end where the fund leaves it open, and not for an address without a fund", async () => {
    const open = await settle(opening, "other");
    expect(open.code).to.equal(2);
    expect(open.stderr).to.match(/^--end is missing \(expected a time: the fund leaves it open how long a period is\)/);
    const tables = [...(await tablesFrom(opening)), "--out", path("other")];
    const nothing = await cli.offline(["settle", ...tables, "--rpc", devnet.rpc, "--fund", OTHER]);
    expect(nothing.code).to.equal(3);
    expect(nothing.stderr).to.match(/^There is no fund at 0x/);
    expect(existsSync(path("other"))).to.equal(false);
  });

  it("is refused by submit and verify if it names no fund, another one, another chain, or other decimals", async () => {
    const right = await readFile(path("one/settlement.json"), "utf8");
    const asked = `asked was the fund ${devnet.fund} on chain 31337`;
    const changes: [change: object, sentence: string][] = [
      [{ chainId: null, fund: null }, `It is of no named fund, and ${asked}.`],
      [{ fund: OTHER }, `It is of the fund ${OTHER} on chain 31337, and ${asked}.`],
      [{ chainId: "1" }, `It is of the fund ${devnet.fund} on chain 1, and ${asked}.`],
      [{ decimals: 18 }, "Its amounts have 18 decimals, and the fund's token has 6."],
    ];
    for (const [change, sentence] of changes) {
      await writeFile(path("one/settlement.json"), JSON.stringify({ ...JSON.parse(right), ...change }));
      const submit = await cli.as("operator", ["submit", "--bundle", path("one"), "--data-uri", "https://x.example/"]);
      expect(submit.code).to.equal(2);
      expect(submit.stderr).to.include(sentence);
      const verify = jsonOf(await cli.read(["verify", "--bundle", path("one"), "--json"]), 1);
      expect(verify.ok).to.equal(false);
      expect(verify.chain).to.deep.include({ status: "none", problems: [sentence] });
    }
    await writeFile(path("one/settlement.json"), right);
    expect(jsonOf(await cli.read(["status", "--json"])).nextPeriod).to.equal("1");
  });

  it("stands on chain after submit, and so do its statements", async () => {
    const submit = ["submit", "--bundle", path("one"), "--data-uri", "https://x.example/", "--json"];
    const { settlementHash, status } = jsonOf(await cli.as("operator", submit));
    const verify = jsonOf(await cli.read(["verify", "--bundle", path("one"), "--json"]));
    expect(verify).to.include({ ok: true, settlementHash, fund: devnet.fund });
    expect([status, verify.chain.status]).to.deep.equal(["pending", "pending"]);
    const prove = await fund(["prove", "--bundle", path("one"), "--account", "alice", "--position", "BTCUSDT"]);
    await writeFile(path("s.json"), prove.stdout);
    const check = jsonOf(await cli.read(["check", "--statement", path("s.json"), "--json"]));
    expect(check).to.include({ ok: true, checkedAgainst: "chain", status: "pending", chainId: "31337" });
  });

  it("has statements that are refused, by name, of another fund or chain", async () => {
    const right = JSON.parse(await readFile(path("s.json"), "utf8"));
    const changes: [change: object, sentence: RegExp][] = [
      [{ chainId: null, fund: null }, /It is of no named fund, and asked was the fund 0x\w{40} on chain 31337\./],
      [{ fund: OTHER }, /It is of the fund 0xfB69\w+ on chain 31337, and asked was the fund 0x\w{40} on chain 31337\./],
      [{ chainId: "1" }, /It is of the fund 0x\w{40} on chain 1, and asked was the fund 0x\w{40} on chain 31337\./],
      [{ decimals: 8 }, /Its amounts have 8 decimals, and the fund's token has 6\./],
    ];
    for (const [change, sentence] of changes) {
      await writeFile(path("other.json"), JSON.stringify({ ...right, ...change }));
      const check = await cli.read(["check", "--statement", path("other.json")]);
      expect(check).to.include({ code: 1, stderr: "" });
      expect(check.stdout)
        .to.match(/^The statement does not hold:\n/)
        .and.to.match(sentence);
    }
  });

  it("follows the next period on, and is settled again after a void, at its old start", async () => {
    const first = ["--period", "1", "--end", `${opening + DAY}`];
    const standing = await settle(opening, "two", ...first);
    expect(standing.code).to.equal(2);
    expect(standing.stderr).to.match(
      /^period 1 is pending on chain \(expected 2, the next one, or a voided one; to make the bundle .* --period 1 --start \d+ --end \d+ --cover-bps 2000 /,
    );
    const second = jsonOf(await settle(opening + DAY, "two", "--end", `${opening + 2 * DAY}`));
    expect(second.settlement).to.include({ period: "2", startTime: `${opening + DAY}` });
    await cli.cancel(1);
    const again = jsonOf(await settle(opening, "again", "--period", "1", "--end", `${opening + 2 * DAY}`));
    expect(again.settlement).to.include({ startTime: `${opening}`, endTime: `${opening + 2 * DAY}` });
  });
});
