import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { expect } from "chai";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, parquetWrite, parquetWriteBuffer } from "hyparquet-writer";
import { InputError } from "zke-insurance-fund";
import {
  readLiquidationsParquet,
  readPositionsFile,
  readPositionsParquet,
  TableNotes,
} from "zke-insurance-fund/bundle";
import { DECIMALS, expectRefusal, FORMAT, rowsOf, TIME, withFolder } from "./tables.ts";

type Column = { name: string; data: unknown[]; element?: Partial<SchemaElement> };

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
const INT64 = { type: "INT64" } as const;
const DOUBLE = { type: "DOUBLE" } as const;
const decimal = (scale: number, bytes = 16) =>
  ({ type: "FIXED_LEN_BYTE_ARRAY", type_length: bytes, converted_type: "DECIMAL", precision: 38, scale }) as const;
const decimal64 = (scale: number) => ({ type: "INT64", converted_type: "DECIMAL", precision: 18, scale }) as const;

function source(columns: Column[], name = "p.parquet") {
  const writer = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map((column) => ({
      name: column.name,
      repetition_type: "REQUIRED" as const,
      ...(column.element ?? TEXT),
    })),
  ];
  parquetWrite({
    writer,
    schema,
    columnData: columns.map((column) => ({ name: column.name, data: column.data })),
    rowGroupSize: 2,
  });
  const bytes = writer.getBuffer();
  return {
    name,
    file: { byteLength: bytes.byteLength, slice: (start: number, end?: number) => bytes.slice(start, end) },
  };
}

const positions = (profits: unknown[], element?: Partial<SchemaElement>, more: Column[] = []) =>
  source([
    { name: "account", data: profits.map((_, i) => `a${i}`) },
    { name: "position", data: profits.map(() => "p") },
    { name: "profit", data: profits, ...(element && { element }) },
    ...more,
  ]);

const positionsIn = (file: Parameters<typeof readPositionsParquet>[0], decimals = DECIMALS) =>
  readPositionsParquet(file, { decimals });
const liquidationsIn = (file: Parameters<typeof readLiquidationsParquet>[0], decimals = DECIMALS) =>
  readLiquidationsParquet(file, { ...FORMAT, decimals });

const profitsOf = async (file: ReturnType<typeof source>, decimals = DECIMALS) =>
  rowsOf(await positionsIn(file, decimals)).map(({ profit }) => profit);

describe("a table of positions in Parquet", () => {
  it("refuses a column of which two different things are said, and never fails otherwise", async () => {
    const meanings = ["DATE", "DECIMAL", "ENUM", "JSON", "BSON"];
    for (const type of meanings) {
      const logical_type = { type, precision: 18, scale: 2 } as unknown as NonNullable<SchemaElement["logical_type"]>;
      const file = positions(["1", "2"], { ...TEXT, logical_type });
      const failure = await positionsIn(file).catch((error: unknown) => error as InputError);
      expect(failure, type).to.be.instanceOf(InputError);
      expect(String(failure), type).to.match(/column "profit": the column has the wrong type/);
    }
    for (const element of [DOUBLE, INT64]) {
      const numbers = positions(element === INT64 ? [1n, 2n] : [1.5, 2], { ...element, converted_type: "UTF8" });
      expect(await positionsIn(numbers).catch((error: unknown) => error)).to.be.instanceOf(InputError);
    }
  });

  it("has profits as decimal text, exactly as in CSV", async () => {
    expect(await profitsOf(positions(["1.5", "-1", "170141183460469231731687303715884.105728"]))).to.deep.equal([
      1_500_000n,
      2n ** 127n,
    ]);
    await expectRefusal(
      positionsIn(positions(["1", "1", "1.0000001"])),
      'p.parquet:3: column "profit": an amount has at most 6 decimals (got "1.0000001")',
    );
  });

  it("has profits as DECIMAL, exact beyond the numbers of JavaScript", async () => {
    const large = 2n ** 100n + 1n;
    expect(await profitsOf(positions([large, -5n, 7n], decimal(6)))).to.deep.equal([large, 7n]);
    expect(await profitsOf(positions([2n ** 55n + 1n, 3n], decimal64(2)))).to.deep.equal([
      (2n ** 55n + 1n) * 10_000n,
      30_000n,
    ]);
  });

  it("has integers in tokens, as everywhere", async () => {
    const million = 1_000_000n;
    expect(await profitsOf(positions([2n ** 62n + 1n, -1n, 0n], INT64))).to.deep.equal([(2n ** 62n + 1n) * million]);
    expect(await profitsOf(positions([7n, -7n, 1n], decimal(0)))).to.deep.equal([7n * million, million]);
    const unsigned = { type: "INT64", converted_type: "UINT_64" } as const;
    expect(await profitsOf(positions([2n ** 63n + 1n], unsigned))).to.deep.equal([(2n ** 63n + 1n) * million]);
  });

  it("has zeros behind the asset's last decimal, and digits there only where they may be cut off", async () => {
    expect(await profitsOf(positions([1_50000000n, 7_00000000n], decimal64(8)))).to.deep.equal([
      1_500_000n,
      7_000_000n,
    ]);
    const odd = () => positions([1_50000001n, -1_00000099n], decimal64(8));
    await expectRefusal(
      positionsIn(odd()),
      'p.parquet:1: column "profit": an amount has at most 6 decimals (got "1.50000001")\n' +
        'p.parquet:2: column "profit": an amount has at most 6 decimals (got "-1.00000099")\np.parquet: 2 rows are wrong',
    );
    const notes = new TableNotes();
    const table = await readPositionsParquet(odd(), { decimals: DECIMALS, round: "down", notes });
    expect(rowsOf(table).map(({ profit }) => profit)).to.deep.equal([1_500_000n]);
    expect(notes).to.include({ rows: 2, roundedRows: 2, rounded: "0.000001", loss: 1_000_000n });
  });

  it("has profits in the asset's decimals, whatever these are", async () => {
    expect(await profitsOf(positions(["1.5"]), 18)).to.deep.equal([15n * 10n ** 17n]);
    expect(await profitsOf(positions([15n], decimal(18)), 18)).to.deep.equal([15n]);
    expect(await profitsOf(positions([7n], INT64), 0)).to.deep.equal([7n]);
    expect(await profitsOf(positions([7n], INT64), 18)).to.deep.equal([7n * 10n ** 18n]);
    await expectRefusal(positionsIn(positions(["1.5"]), 0), /an amount has at most 0 decimals/);
    await expectRefusal(positionsIn(positions([1n], decimal(1)), 0), /an amount has at most 0 decimals \(got "0\.1"/);
    await expectRefusal(positionsIn(positions(["1"]), 19), /decimals are out of range/);
  });

  it("has its columns in any order", async () => {
    const file = source([
      { name: "profit", data: ["2"] },
      { name: "position", data: ["p"] },
      { name: "account", data: ["a"] },
    ]);
    expect(rowsOf(await positionsIn(file))).to.deep.equal([{ id: "a\0p", profit: 2_000_000n }]);
  });

  it("refuses floating-point numbers and dates, and says what to do", async () => {
    const expected = "expected decimal text, an integer, or DECIMAL: CAST(profit AS DECIMAL(38, 6))";
    const wrong = (got: string) =>
      `p.parquet: column "profit": the column has the wrong type (got "${got}", ${expected})`;
    await expectRefusal(positionsIn(positions([1.5], DOUBLE)), wrong("DOUBLE"));
    await expectRefusal(positionsIn(positions([1.5], { type: "FLOAT" })), wrong("FLOAT"));
    await expectRefusal(positionsIn(positions([1], { type: "INT32", converted_type: "DATE" })), wrong("DATE"));
  });

  it("tells of columns that are not needed", async () => {
    const file = () => positions(["1"], undefined, [{ name: "note", data: ["x"] }]);
    const notes = new TableNotes();
    await readPositionsParquet(file(), { decimals: DECIMALS, notes });
    expect(notes.lines()).to.deep.equal([
      'p.parquet: columns that are not read: "note"; name them by --ignore-columns',
    ]);
    const quiet = new TableNotes();
    await readPositionsParquet(file(), { decimals: DECIMALS, notes: quiet, ignoreColumns: ["note"] });
    expect(quiet.lines()).to.deep.equal([]);
  });

  it("refuses missing values and amounts over 2^127", async () => {
    const optional = { ...TEXT, repetition_type: "OPTIONAL" } as const;
    await expectRefusal(
      positionsIn(positions(["1", null], optional)),
      'p.parquet:2: column "profit": a value is missing',
    );
    const wide = { ...decimal(1, 20), precision: 47 };
    await expectRefusal(
      positionsIn(positions([2n ** 128n], wide)),
      /p\.parquet:1: column "profit": an amount is at most 2\^127/,
    );
  });

  it("refuses what no CSV may have: the same position twice, an empty id, malformed UTF-8", async () => {
    const ids = (accounts: unknown[], element: Partial<SchemaElement> = TEXT) =>
      source([
        { name: "account", data: accounts, element },
        { name: "position", data: accounts.map(() => "p") },
        { name: "profit", data: accounts.map(() => "1") },
      ]);
    await expectRefusal(
      positionsIn(ids(["a", "b", "a"])),
      /^p\.parquet:3: .*the same account and position as in line 1/,
    );
    await expectRefusal(positionsIn(ids(["a", ""])), 'p.parquet:2: column "account": an id is empty');
    const malformed = Uint8Array.of(0x61, 0xff);
    await expectRefusal(
      positionsIn(ids([malformed], { type: "BYTE_ARRAY" })),
      /p\.parquet:1: column "account": not valid UTF-8/,
    );
  });

  it("refuses ids that are no text, or missing", async () => {
    const ids = (accounts: unknown[], element: Partial<SchemaElement>) =>
      source([
        { name: "account", data: accounts, element },
        { name: "position", data: accounts.map(() => "p") },
        { name: "profit", data: accounts.map(() => "1") },
      ]);
    const wrong =
      'p.parquet: column "account": the column has the wrong type (got "integer", expected text: CAST(account AS VARCHAR))';
    await expectRefusal(positionsIn(ids([7n], INT64)), wrong);
    const optional = { ...TEXT, repetition_type: "OPTIONAL" } as const;
    await expectRefusal(positionsIn(ids(["a", null], optional)), 'p.parquet:2: column "account": a value is missing');
  });

  it("may be packed by any codec of Node", async () => {
    const codecs = { GZIP: zlib.gzipSync, BROTLI: zlib.brotliCompressSync, ZSTD: zlib.zstdCompressSync };
    await withFolder(async (folder) => {
      for (const [codec, compress] of Object.entries(codecs)) {
        const columnData = ["account", "position", "profit"].map((name) => ({
          name,
          data: ["12", "34"],
          nullable: false,
        }));
        const compressors = { [codec]: (bytes: Uint8Array) => compress(bytes) };
        const bytes = parquetWriteBuffer({ columnData, codec: codec as keyof typeof codecs, compressors });
        await writeFile(join(folder, `${codec}.PARQUET`), new Uint8Array(bytes));
        const rows = rowsOf(await readPositionsFile(join(folder, `${codec}.PARQUET`), FORMAT));
        expect(rows, codec).to.deep.equal([
          { id: "12\x0012", profit: 12_000_000n },
          { id: "34\x0034", profit: 34_000_000n },
        ]);
      }
    });
  });

  it("refuses files that are no Parquet, or cut, at every length", async () => {
    const whole = positions(["1", "2", "3"]);
    const bytes = await whole.file.slice(0);
    for (let length = 0; length < bytes.byteLength; length += 7) {
      const file = {
        byteLength: length,
        slice: (start: number, end = length) => bytes.slice(start, Math.min(end, length)),
      };
      await expectRefusal(positionsIn({ name: "p.parquet", file }), /^p\.parquet: not a readable Parquet file/);
    }
  });
});

describe("a table of liquidations in Parquet", () => {
  const names = (rows: number): Column[] => [
    { name: "liquidation", data: Array.from({ length: rows }, (_, i) => `l${i}`) },
    { name: "market", data: Array.from({ length: rows }, () => "BTC") },
    { name: "side", data: Array.from({ length: rows }, () => "short") },
  ];
  const column = (name: string, data: unknown[], element?: Partial<SchemaElement>): Column => ({
    name,
    data,
    ...(element && { element }),
  });
  const time = column("time", [TIME], INT64);
  const quantity = column("quantity", ["2"]);
  const values = (...columns: Column[]) => {
    const usual = [quantity, column("takeover_value", ["1"]), column("close_value", ["1"]), time];
    return tableOf(usual, columns);
  };
  const prices = (...columns: Column[]) => {
    const usual = [quantity, column("takeover_price", ["1"]), column("close_price", ["1"]), time];
    return tableOf(usual, columns);
  };
  /** A row of usual columns, some of them replaced by others of their name. */
  function tableOf(usual: readonly Column[], others: readonly Column[]) {
    const replaced = usual.map((one) => others.find(({ name }) => name === one.name) ?? one);
    return source([...names(1), ...replaced], "l.parquet");
  }
  const optional = { ...TEXT, repetition_type: "OPTIONAL" } as const;
  const row = { liquidation: "l0", market: "BTC", side: "short" } as const;

  it("goes by value", async () => {
    const file = values(column("takeover_value", ["2.5"]), column("close_value", [1n], INT64));
    const figures = { quantity: 2n * 10n ** 18n, takeoverValue: 2_500_000n, closeValue: 1_000_000n, time: TIME };
    expect(await liquidationsIn(file)).to.deep.equal([{ ...row, ...figures }]);
  });

  it("goes by price", async () => {
    const file = prices(
      column("quantity", [123n], decimal64(8)),
      column("takeover_price", ["64123.456789012"]),
      column("close_price", [1n], decimal(30)),
    );
    const figures = { quantity: 123n * 10n ** 10n, takeoverValue: 78_871n, closeValue: 0n, time: TIME };
    expect(await liquidationsIn(file)).to.deep.equal([{ ...row, ...figures }]);
  });

  it("has values in the asset's decimals, whatever these are", async () => {
    const file = () => values(column("takeover_value", ["2.5"]), column("close_value", [25n], decimal(2)));
    const [read] = await liquidationsIn(file(), 18);
    expect(read).to.include({ takeoverValue: 25n * 10n ** 17n, closeValue: 25n * 10n ** 16n });
    await expectRefusal(
      liquidationsIn(file(), 1),
      'l.parquet:1: column "close_value": an amount has at most 1 decimals (got "0.25")',
    );
    await expectRefusal(liquidationsIn(file(), 0), /an amount has at most 0 decimals/);
  });

  it("has times as text, as in CSV, or as Unix seconds", async () => {
    const timeOf = async (data: unknown[], element?: Partial<SchemaElement>) =>
      (await liquidationsIn(values(column("time", data, element))))[0]?.time;
    expect(await timeOf(["2025-10-10T21:00:00Z"])).to.equal(TIME);
    expect(await timeOf([String(TIME)])).to.equal(TIME);
    expect(await timeOf([Number(TIME)], { type: "INT32" })).to.equal(TIME);
    const refusals: [unknown, Partial<SchemaElement>, RegExp][] = [
      ["2025-10-10T21:00:00", TEXT, /^l\.parquet:1: column "time": a time needs its offset/],
      [TIME + 420n, INT64, /^l\.parquet:1: column "time": a time outside the period \(got "1760130420"/],
      [-1n, INT64, /^l\.parquet:1: column "time": not a time \(got "-1"/],
      [null, optional, /^l\.parquet:1: column "time": a value is missing/],
      [1.5, DOUBLE, /^l\.parquet: column "time": the column has the wrong type .*expected ISO 8601 text, or INT64/],
    ];
    for (const [data, element, line] of refusals) {
      await expectRefusal(liquidationsIn(values(column("time", [data], element))), line);
    }
  });

  it("refuses negative values, and has integers in whole units", async () => {
    await expectRefusal(
      liquidationsIn(values(column("takeover_value", [-1n], INT64))),
      /column "takeover_value": an amount cannot be negative/,
    );
    await expectRefusal(
      liquidationsIn(values(column("close_value", [-1n], INT64))),
      'l.parquet:1: column "close_value": an amount cannot be negative here (got "-1")',
    );
    for (const table of [values, prices]) {
      const [read] = await liquidationsIn(table(column("quantity", [3n], INT64)));
      expect(read?.quantity).to.equal(3n * 10n ** 18n);
      await expectRefusal(
        liquidationsIn(table(column("quantity", [1.5], DOUBLE))),
        /^l\.parquet: column "quantity": the column has the wrong type \(got "DOUBLE"/,
      );
    }
  });

  it("refuses quantities without a value, of zero, and of more than 18 decimals", async () => {
    for (const table of [values, prices]) {
      const quantities = (data: unknown[], element: Partial<SchemaElement>) =>
        liquidationsIn(table(column("quantity", data, element)));
      expect((await quantities([1n], decimal(0)))[0]?.quantity).to.equal(10n ** 18n);
      await expectRefusal(quantities([1n], decimal(37)), /got "DECIMAL with 37 decimals"/);
      await expectRefusal(quantities([null], optional), /:1: column "quantity": a value is missing/);
      await expectRefusal(quantities([0n], decimal(2)), /:1: column "quantity": a quantity is above zero/);
      await expectRefusal(quantities([1n], decimal(19)), /:1: column "quantity": a quantity has at most 18 decimals/);
      expect(await quantities([10n], decimal(19))).to.have.length(1);
    }
  });

  it("names the columns it wants", async () => {
    await expectRefusal(
      liquidationsIn(source(names(1), "l.parquet")),
      /^l\.parquet: the header row is not the expected one \(got "liquidation,market,side", expected liquidation,market,side,quantity,takeover_value,close_value,time/,
    );
  });
});
