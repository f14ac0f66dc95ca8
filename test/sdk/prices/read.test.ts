import { expect } from "chai";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { marketBytes32 } from "zke-insurance-fund";
import { formatPrice, type PriceTable, parsePrice, readPricesCsv, readPricesParquet } from "zke-insurance-fund/prices";
import { SEED } from "../support/arbitraries.ts";
import { cutAt, expectRefusal } from "../tables/tables.ts";

const HEADER = "market,time,low,high";
const read = (rows: string, places: readonly number[] = []) =>
  readPricesCsv({ name: "prices.csv", pieces: cutAt(`${HEADER}\n${rows}`, places) });

function told(table: PriceTable, market: string, time: bigint): string | undefined {
  const range = table.at(marketBytes32(market), time);
  return range && `${formatPrice(range.low)} to ${formatPrice(range.high)}`;
}

describe("a table of prices", () => {
  it("tells a market's prices in the minute that a time lies in", async () => {
    const table = await read(
      "BTCUSDT,1760131260,111000.5,111100\nETHUSDT,2025-10-10T21:20:00Z,4100,4100\nBTCUSDT,1760131200,110000,112000\n",
    );
    expect([table.count, table.marketCount]).to.deep.equal([3, 2]);
    for (const time of [1_760_131_200n, 1_760_131_259n])
      expect(told(table, "BTCUSDT", time)).to.equal("110000 to 112000");
    expect(told(table, "BTCUSDT", 1_760_131_260n)).to.equal("111000.5 to 111100");
    expect(told(table, "ETHUSDT", 1_760_131_230n)).to.equal("4100 to 4100");
    for (const [market, time] of [
      ["BTCUSDT", 1_760_131_199n],
      ["BTCUSDT", 1_760_131_320n],
      ["ETHUSDT", 1_760_131_260n],
      ["SOLUSDT", 1_760_131_200n],
      ["BTCUSDT", 0n],
      ["BTCUSDT", 2n ** 64n - 1n],
    ] as const)
      expect(told(table, market, time), `${market} ${time}`).to.equal(undefined);
  });

  it("tells nothing if it is empty", async () => {
    const table = await read("");
    expect([table.count, told(table, "BTCUSDT", 60n)]).to.deep.equal([0, undefined]);
  });

  it("finds each of many rows in any order and cut anywhere, as a list does", async () => {
    const rows = fc.uniqueArray(
      fc.tuple(fc.constantFrom("A", "B,C", "多头"), fc.nat(400), fc.integer({ min: 1, max: 999 })),
      { maxLength: 300, selector: ([market, minute]) => `${market} ${minute}` },
    );
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat(), { maxLength: 5 }), async (list, places) => {
        const text = list.map(([market, minute, low]) => `"${market}",${60 * minute},${low},${low}.5\n`);
        const table = await read(text.join(""), places);
        for (const market of ["A", "B,C", "多头"]) {
          for (let minute = 0; minute <= 401; minute++) {
            const row = list.find(([name, at]) => name === market && at === minute);
            expect(told(table, market, BigInt(60 * minute + 59))).to.equal(row && `${row[2]} to ${row[2]}.5`);
          }
        }
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it("refuses what is wrong, with line, column and reason", async () => {
    const good = "BTCUSDT,1760131200,1,2\n";
    for (const [rows, line] of [
      [
        "BTCUSDT,1760131200000,1,2\n",
        /^prices.csv:2: column "time": a time is in seconds.*milliseconds.*1760131200\)$/,
      ],
      ["BTCUSDT,1760131201,1,2\n", /^prices.csv:2: column "time": a time is the start of its minute/],
      ["BTCUSDT,,1,2\n", /^prices.csv:2: column "time": not a time/],
      [`${good}BTCUSDT,1760131260,0,2\n`, /^prices.csv:3: column "low": a price is above zero/],
      ["BTCUSDT,1760131200,1,-2\n", /^prices.csv:2: column "high": a price cannot be negative/],
      ["BTCUSDT,1760131200,1e2,2\n", /^prices.csv:2: column "low": not a plain decimal/],
      ["BTCUSDT,1760131200,3,2\n", /^prices.csv:2: column "low": the lowest price is above the highest/],
      [",1760131200,1,2\n", /^prices.csv:2: column "market": a market is empty/],
      [`${"M".repeat(32)},1760131200,1,2\n`, /^prices.csv:2: column "market": a market has at most 31 bytes/],
      ["A\0B,1760131200,1,2\n", /^prices.csv:2: column "market": an id contains NUL/],
      [
        `${good}${good}`,
        /^prices.csv:3: column "time": the same market and minute as in line 2 \(got "BTCUSDT, 1760131200"\)$/,
      ],
      ["BTCUSDT,1760131200,1\n", /^prices.csv:2: the wrong number of columns/],
      [`${good}\n`, /^prices.csv:3: an empty line/],
    ] as const)
      await expectRefusal(read(rows), line);
    await expectRefusal(
      readPricesCsv({ name: "k.csv", pieces: [new TextEncoder().encode("open_time,open,high,low,close\n")] }),
      /^k.csv:1: the header row is not the expected one.*expected market,time,low,high: without market,time\)$/,
    );
  });

  it("refuses the later of two rows for one minute, wherever it stands", async () => {
    const row = (minute: number) => `BTCUSDT,${60 * minute},1,2\n`;
    await expectRefusal(
      read([5, 3, 9, 3, 1].map(row).join("")),
      /^prices.csv:5: column "time": the same market and minute as in line 3/,
    );
  });

  it("holds as many rows as come", async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `BTCUSDT,${60 * at},${at + 1},${at + 2}\n`);
    const table = await read(rows.join(""));
    expect(table.count).to.equal(20_000);
    expect(table.at(marketBytes32("BTCUSDT"), 60n * 19_999n + 5n)).to.deep.equal({
      ...{ low: parsePrice("20000"), high: parsePrice("20001") },
    });
  });
});

describe("a table of prices in Parquet", () => {
  const parquet = (columns: Parameters<typeof parquetWriteBuffer>[0]["columnData"], schema?: unknown) => {
    const file = parquetWriteBuffer({ columnData: columns, ...(schema !== undefined && { schema }) } as never);
    return { name: "prices.parquet", file };
  };
  const column = (name: string, data: unknown[], type?: string) => ({ name, data, ...(type && { type }) }) as never;

  it("is read as CSV is", async () => {
    const table = await readPricesParquet(
      parquet([
        column("market", ["BTCUSDT", "BTCUSDT"]),
        column("time", [1_760_131_200n, 1_760_131_260n], "INT64"),
        column("low", ["110000.5", "7"]),
        column("high", ["112000", "8"]),
      ]),
    );
    expect(table.count).to.equal(2);
    expect(told(table, "BTCUSDT", 1_760_131_259n)).to.equal("110000.5 to 112000");
  });

  it("refuses what is wrong, with row, column and reason", async () => {
    const prices = (time: unknown[], low: unknown[], lowType?: string) =>
      readPricesParquet(
        parquet([
          column("market", ["BTCUSDT", "BTCUSDT"]),
          column("time", time),
          column("low", low, lowType),
          column("high", ["9", "9"]),
        ]),
      );
    const minutes = ["1760131200", "1760131260"];
    await expectRefusal(prices(minutes, ["1", "0"]), /^prices.parquet:2: column "low": a price is above zero/);
    await expectRefusal(
      prices(minutes, [1.5, 2.5], "DOUBLE"),
      /^prices.parquet: column "low": the column has the wrong type/,
    );
    await expectRefusal(
      prices(["1760131200", "1760131200"], ["1", "1"]),
      /^prices.parquet:2: column "time": the same market and minute as in line 1/,
    );
    await expectRefusal(
      prices(["1760131200000", "1760131200"], ["1", "1"]),
      /^prices.parquet:1: column "time": a time is in seconds/,
    );
  });
});
