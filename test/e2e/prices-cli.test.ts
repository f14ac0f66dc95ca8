import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parquetWriteBuffer } from "hyparquet-writer";
import { fund, type Run } from "./cli.ts";

const NOON = 1_760_097_600;
const HEADER = "market,time,low,high";
const LIQUIDATIONS = [
  "liquidation,market,side,quantity,takeover_price,close_price,time",
  // 1 BTC taken over at 100, closed at 90 where the market had 95 to 101: 5 worse than it had to be.
  `1,BTCUSDT,long,1,100,90,${NOON + 5}`,
  // Taken over outside, in a fast market; closed within.
  `2,ETHUSDT,short,2,40,51,${NOON + 61}`,
  `3,SOLUSDT,long,0.333333333333333333,3,3.3,${NOON + 119}`,
].join("\n");
const PRICES = [HEADER, `BTCUSDT,${NOON},95,101`, "ETHUSDT,2025-10-10T12:01:00Z,50,52", `SOLUSDT,${NOON + 60},3,3.3`];

interface Report {
  readonly ok: boolean;
  readonly prices: {
    readonly ok: boolean;
    readonly unjudged: string;
    readonly closes: Readonly<Record<string, string>>;
    readonly takeovers: Readonly<Record<string, string>>;
    readonly cost: Readonly<Record<string, string>>;
    readonly outside: readonly Readonly<Record<string, unknown>>[];
    readonly missing: readonly Readonly<Record<string, string>>[];
  } | null;
}

describe("fund verify --prices", function () {
  this.timeout(120_000);
  let folder: string;
  let bundle: string;
  let files = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-prices-"));
    bundle = join(folder, "bundle");
    const tables = { positions: join(folder, "p.csv"), liquidations: join(folder, "l.csv") };
    await writeFile(tables.positions, "account,position,profit\na,X,60\nb,X,35\nc,X,5\n");
    await writeFile(tables.liquidations, `${LIQUIDATIONS}\n`);
    const { code, stderr } = await fund([
      ...["settle", "--positions", tables.positions, "--liquidations", tables.liquidations, "--out", bundle],
      ...["--period", "1", "--start", `${NOON}`, "--end", `${NOON + 3_600}`],
    ]);
    expect(code, stderr).to.equal(0);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function verify(rows: readonly string[], ...more: string[]): Promise<Run> {
    const path = join(folder, `${++files}.csv`);
    await writeFile(path, `${rows.join("\n")}\n`);
    return fund(["verify", "--bundle", bundle, "--prices", path, ...more]);
  }
  async function reportOf(rows: readonly string[]): Promise<{ code: number | null; report: Report }> {
    const { code, stdout } = await verify(rows, "--json");
    return { code, report: JSON.parse(stdout) as Report };
  }

  it("finds the close that was worse than the market's, and what that cost by the rule", async () => {
    const { code, report } = await reportOf(PRICES);
    expect([code, report.ok, report.prices?.ok]).to.deep.equal([1, true, false]);
    const { closes, takeovers, cost, outside, unjudged } = report.prices!;
    expect(closes).to.deep.equal({ count: "1", by: "5000000", most: "52631" });
    expect([takeovers.count, unjudged]).to.deep.equal(["1", "0"]);
    // The loss of 32 would have been 27: of the 5 the head pays 4, and the fund 1.
    expect(cost).to.deep.equal({ loss: "5000000", profit: "0", head: "4000000", fund: "1000000" });
    const one = outside.find(({ market }) => market === "BTCUSDT");
    expect(one).to.include({ quantity: "1000000000000000000", time: `${NOON + 5}`, closePrice: "90", marketLow: "95" });
  });

  it("says so on the terminal", async () => {
    const { code, stdout } = await verify(PRICES);
    expect(code).to.equal(1);
    expect(stdout).to.include("is right").and.include("1 OF 3 CLOSE PRICES LIES OUTSIDE THE MARKET'S IN ITS MINUTE.");
    expect(stdout).to.match(
      /long 1 BTCUSDT at 2025-10-10T12:00:05Z: taken over at 100, closed at 90, the market from 95 to 101/,
    );
    expect(stdout).to.match(/the close is 5.2631 % below it, its loss is 5 too large/);
    expect(stdout).to.include("losses would have been 5 less: by the rule the head paid 4 too much, and the fund 1.");
    expect(stdout).to.match(/Takeovers outside the market's prices: 1, by 20 tokens in all/);
  });

  it("finds nothing where all lie within, at the very border, too", async () => {
    const { code, stdout } = await verify([HEADER, `BTCUSDT,${NOON},90,101`, ...PRICES.slice(2)]);
    expect(code).to.equal(0);
    expect(stdout).to.include("The close prices agree: 3 of 3 were judged");
  });

  it("counts what has no price, and judges nothing by it", async () => {
    const { code, report } = await reportOf([HEADER, ...PRICES.slice(2)]);
    expect([code, report.prices?.ok, report.prices?.unjudged]).to.deep.equal([0, true, "1"]);
    expect(report.prices?.missing).to.deep.equal([{ market: "BTCUSDT", count: "1", time: `${NOON + 5}` }]);
    const none = await verify([HEADER]);
    expect(none.code, "nothing is no yes").to.equal(1);
    expect(none.stdout).to.include("NO PRICE COULD BE JUDGED.").and.include("no price for their market and minute: 3");
  });

  it("reads prices from Parquet", async () => {
    const path = join(folder, "prices.parquet");
    const rows = PRICES.slice(1).map((row) => row.split(","));
    const columnData = HEADER.split(",").map((name, column) => ({ name, data: rows.map((row) => row[column]) }));
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData } as never)));
    const { code, stdout } = await fund(["verify", "--bundle", bundle, "--prices", path, "--json"]);
    expect([code, (JSON.parse(stdout) as Report).prices?.closes.count]).to.deep.equal([1, "1"]);
  });

  it("says nothing of prices that it was not given, nor of those of a wrong bundle", async () => {
    const plain = await fund(["verify", "--bundle", bundle, "--json"]);
    expect([plain.code, "prices" in JSON.parse(plain.stdout)]).to.deep.equal([0, false]);
  });

  it("refuses a bad row with file, line, column and reason", async () => {
    for (const [row, said] of [
      [`BTCUSDT,${NOON}000,1,2`, /^\S+\.csv:2: column "time": a time is in seconds/],
      [`BTCUSDT,${NOON + 1},1,2`, /^\S+\.csv:2: column "time": a time is the start of its minute/],
      [`BTCUSDT,${NOON},2,1`, /^\S+\.csv:2: column "low": the lowest price is above the highest/],
      [`BTCUSDT,${NOON},0,1`, /^\S+\.csv:2: column "low": a price is above zero/],
      [`BTCUSDT,${NOON},1,1e3`, /^\S+\.csv:2: column "high": not a plain decimal number/],
    ] as const) {
      const { code, stdout, stderr } = await verify([HEADER, row]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(said);
    }
    const missing = await fund(["verify", "--bundle", bundle, "--prices", join(folder, "none.csv")]);
    expect([missing.code, missing.stderr]).to.deep.equal([2, `${join(folder, "none.csv")}: no such file or folder\n`]);
  });
});
