// What a table may look like, and what is told of it: each case as an exchange's tools write it.
import { appendFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { expect } from "chai";
import type { InputError } from "zke-insurance-fund";
import {
  type PositionFormat,
  type RowErrors,
  readLiquidationsCsv,
  readPositionsCsv,
  readPositionsFile,
  TableNotes,
} from "zke-insurance-fund/bundle";
import { expectRefusal, FORMAT, POSITION_HEADER, PRICE_HEADER, rowsOf, withFolder } from "./tables.ts";

const HEADER = `${POSITION_HEADER}\n`;
const TABLE = `${HEADER}alice,BTCUSDT,500\nbob,ETHUSDT,-300.25\ncarol,BTCUSDT,150\n`;
const ROWS = [
  { id: "alice\0BTCUSDT", profit: 500_000_000n },
  { id: "carol\0BTCUSDT", profit: 150_000_000n },
];
const bytesOf = (text: string) => new TextEncoder().encode(text);

const reading = (content: string | Uint8Array, options: Partial<PositionFormat> = {}) => {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  return readPositionsCsv({ name: "p.csv", pieces: [bytes.slice(0, 7), bytes.slice(7)] }, { decimals: 6, ...options });
};
const rowsIn = async (...input: Parameters<typeof reading>) => rowsOf(await reading(...input));

/** What the refusal says; nothing may be taken. */
const refusalOf = (run: Promise<unknown>): Promise<string> => run.then(() => "nothing was refused", String);

async function noted(content: string, options: Partial<PositionFormat> = {}) {
  const notes = new TableNotes();
  await reading(content, { ...options, notes });
  return notes;
}

const wide = (text: string, order: "LE" | "BE", mark = "\ufeff") => {
  const bytes = Buffer.from(mark + text, "utf16le");
  return new Uint8Array(order === "LE" ? bytes : bytes.swap16());
};

describe("the shape of a table", () => {
  it("has its columns in any order, and by other names", async () => {
    expect(await rowsIn("profit,account,position\n500,alice,BTCUSDT\n150,carol,BTCUSDT\n")).to.deep.equal(ROWS);
    const renamed = "uid,symbol,realizedPnl\nalice,BTCUSDT,500\ncarol,BTCUSDT,150\n";
    const columns = { account: "uid", position: "symbol", profit: "realizedPnl" };
    expect(await rowsIn(renamed, { columns })).to.deep.equal(ROWS);
    await expectRefusal(
      reading("uid,symbol,realizedPnl\na,b,x\n", { columns }),
      /^p\.csv:2: column "realizedPnl": not a plain decimal/,
    );
    await expectRefusal(reading(renamed), /^p\.csv:1: the header row is not the expected one/);
  });

  it("tells of columns that are not needed, unless they are to be ignored", async () => {
    const table = `id,${POSITION_HEADER},note\n7,alice,BTCUSDT,500,x\n`;
    expect((await noted(table)).lines()).to.deep.equal([
      'p.csv: columns that are not read: "id", "note"; name them by --ignore-columns',
    ]);
    expect((await noted(table, { ignoreColumns: ["id", "note"] })).lines()).to.deep.equal([]);
    await expectRefusal(reading(table, { ignoreColumns: ["profit"] }), /^p\.csv: ?.*column "profit": --ignore-columns/);
  });

  it("has each column that is needed once", () =>
    expectRefusal(
      reading("account,position,profit,profit\na,b,1,2\n"),
      /column "profit": the column stands there twice/,
    ));

  it("may have semicolons or tabs, CRLF, a mark, and UTF-16 with its mark", async () => {
    for (const delimiter of [";", "\t"]) {
      expect(await rowsIn(TABLE.replaceAll(",", delimiter)), delimiter).to.deep.equal(ROWS);
    }
    expect(await rowsIn(`\ufeff${TABLE.replaceAll("\n", "\r\n")}`)).to.deep.equal(ROWS);
    for (const order of ["LE", "BE"] as const) expect(await rowsIn(wide(TABLE, order))).to.deep.equal(ROWS);
    await expectRefusal(reading(wide(TABLE, "LE", "")), /UTF-16 without a byte order mark/);
    await expectRefusal(reading(wide(TABLE, "LE").slice(0, -1)), /not valid UTF-16/);
  });

  it("may be JSON lines, whose numbers are read as they are written", async () => {
    const lines = [
      '{"account":"alice","position":"BTCUSDT","profit":500.000000}',
      ' { "profit" : "150", "position":"BTC\\u0055SDT" , "account" : "carol" } ',
      '{"account":"dave","position":"p","profit":9007199254740993.000001}',
    ];
    expect(await rowsIn(lines.map((line) => `${line}\n`).join(""))).to.deep.equal([
      ...ROWS,
      { id: "dave\0p", profit: 9_007_199_254_740_993_000_001n },
    ]);
    const refusals: [line: string, said: RegExp][] = [
      ['{"account":"a","account":"b","position":"p","profit":1}', /column "account": the object has the field twice/],
      ['{"account":"a","position":"p","profit":null}', /column "profit": a value that is neither text nor a number/],
      ['{"account":"a","position":"p","profit":true}', /column "profit": a value that is neither/],
      ['{"account":"a","position":"p"}', /column "profit": the object has no such field/],
      ['{"account":"a","position":"p","profit":1e3}', /column "profit": not a plain decimal number \(got "1e3"/],
      ['{"account":"\\ud800","position":"p","profit":1}', /column "account": an id is not well-formed Unicode/],
      ['{"z":{"q":1,"account":"x","position":"p","profit":"1"},"z":1}', /not a JSON object/],
      ['{"account":"a","position":"p","profit":[1]}', /not a JSON object/],
      ['{"account":"a","position":"p","profit":1', /not a JSON object/],
      ["", /an empty line/],
    ];
    for (const [line, said] of refusals) {
      const found = await refusalOf(reading(`${lines[0]}\n${line}\n`));
      expect(found, line)
        .to.match(/^p\.csv:2: /)
        .and.match(said);
    }
  });

  const noTables: [name: string, content: string | Uint8Array, said: RegExp][] = [
    ["a ZIP file", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), /this is a ZIP file: an \.xlsx.*export it/],
    ["an HTML page", "<!DOCTYPE html>\n<html>", /this is an HTML page/],
    ["a git-lfs pointer", "version https://git-lfs.github.com/spec/v1\n", /pointer of git-lfs.*git lfs pull/],
    ["encrypted Parquet", "PARE....", /this is an encrypted Parquet file/],
    ["a JSON array", '[{"account":"a"}]', /this is a JSON array.*jq/],
    ["nothing", "", /the file is empty/],
  ];
  for (const [name, content, said] of noTables) {
    it(`is not ${name}`, () => expectRefusal(reading(content), said));
  }

  it("is told of with all that is wrong, up to 20 rows, and their number", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `a${i},p,${i % 2 === 0 ? "x" : 1}\n`);
    const error = (await reading(HEADER + rows.join("")).catch((found) => found)) as RowErrors;
    expect(error.count).to.equal(15);
    expect(error.errors.map(({ details }) => details.line)).to.deep.equal(
      Array.from({ length: 15 }, (_, i) => 2 * i + 2),
    );
    expect(String(error).split("\n")).to.have.length(16);
    const many = (await reading(HEADER + Array.from({ length: 90 }, (_, i) => `a${i},p,x\n`).join("")).catch(
      (found) => found,
    )) as RowErrors;
    expect([many.count, many.errors.length]).to.deep.equal([90, 20]);
    expect(String(many)).to.match(/\np\.csv: 90 rows are wrong$/);
    const mixed = await refusalOf(reading(`${HEADER}a,p,x\nb,p\n,p,1\nc,"p,1\n`));
    expect(mixed.split("\n").map((line) => line.slice(0, 8))).to.deep.equal([
      "p.csv:2:",
      "p.csv:3:",
      "p.csv:4:",
      "p.csv:5:",
      "p.csv: 4",
    ]);
  });
});

describe("the totals of a table", () => {
  it("are counted over all rows, and held against what was expected", async () => {
    const totals = { rows: 3, inProfit: 2, profit: 650_000_000n, loss: 300_250_000n };
    expect(await noted(TABLE)).to.include(totals);
    await reading(TABLE, { expect: { rows: 3, profit: 650_000_000n, loss: 300_250_000n } });
    for (const [expected, said] of [
      [{ rows: 4 }, 'p.csv: another number of rows than was expected (got "3", expected 4)'],
      [{ profit: 650_000_001n }, 'p.csv: another sum of profits than was expected (got "650", expected 650.000001)'],
      [{ loss: 0n }, 'p.csv: another sum of losses than was expected (got "300.25", expected 0)'],
    ] as const) {
      await expectRefusal(reading(TABLE, { expect: expected }), said);
    }
  });

  it("stay exact beyond what a number holds", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `a${i},p,${i % 2 === 0 ? "" : "-"}999999999.999999\n`);
    expect(await noted(HEADER + rows.join(""))).to.include({
      profit: 19_999_999_999_999_980n,
      loss: 19_999_999_999_999_980n,
    });
  });

  it("are those of a whole file: no prefix is taken for the whole, but one that is a table", async () => {
    const table = `${HEADER}alice,BTCUSDT,500\nbob,BTCUSDT,300\ncarol,ETHUSDT,150\ndave,BTCUSDT,50\n`;
    const taken: string[] = [];
    for (let length = 0; length < table.length; length++) {
      const prefix = table.slice(0, length);
      const read = await reading(prefix, { mustEnd: true }).catch((error: InputError) => error.code);
      if (typeof read !== "string") taken.push(prefix);
    }
    expect(taken.map((prefix) => prefix.at(-1))).to.deep.equal(["\n", "\n", "\n", "\n"]);
    await reading(table.trimEnd(), { mustEnd: true, expect: { rows: 4 } });
    await expectRefusal(reading(table.trimEnd(), { mustEnd: true }), /^p\.csv:5: the last line has no end/);
    await expectRefusal(reading(table.slice(0, -4), { mustEnd: true, expect: { rows: 4 } }), /number of columns/);
  });
});

describe("numbers of a table", () => {
  it("have digits behind the last decimal cut off on request, and counted", async () => {
    const table = `${HEADER}a,p,1.00000099\nb,p,-2.0000005\nc,p,510.00000000\n`;
    await expectRefusal(reading(table), /^p\.csv:2: .*at most 6 decimals/);
    const notes = await noted(table, { round: "down" });
    expect(notes).to.include({ roundedRows: 2, rounded: "0.00000149", profit: 511_000_000n, loss: 2_000_000n });
  });

  const liquidation = (close: string, time: string, options = {}) =>
    readLiquidationsCsv(
      { name: "l.csv", pieces: [bytesOf(`${PRICE_HEADER}\nl,BTC,long,1,100,${close},${time}\n`)] },
      { ...FORMAT, ...options },
    );

  it("are refused where a price is missing, or a time is in milliseconds", async () => {
    await expectRefusal(
      liquidation("0.00", "1760130000"),
      'l.csv:2: column "close_price": a close price of zero (got "0.00", expected a price, or --allow-zero-price if it is meant)',
    );
    expect(await liquidation("0", "1760130000", { allowZeroPrice: true })).to.have.length(1);
    await expectRefusal(liquidation("1", "1760130000000"), /column "time": a time far off: are these milliseconds\?/);
  });
});

describe("ids of a table", () => {
  const unseen: [id: string, said: string][] = [
    ["alice ", "an id ends with a blank: U+0020"],
    [" alice", "an id starts with a blank: U+0020"],
    ["alice\u00a0", "an id ends with a blank: U+00A0"],
    ["ali\u200bce", "an id has a sign that nobody sees: U+200B"],
    ["\ufeffalice", "an id has a sign that nobody sees: U+FEFF"],
    ["bob\u202e", "an id has a sign that nobody sees: U+202E"],
    ["a\tb", "an id has a sign that nobody sees: U+0009"],
    ["a\u0085b", "an id has a sign that nobody sees: U+0085"],
    ["a\u007f", "an id has a sign that nobody sees: U+007F"],
    ["\u3164", "an id has a sign that nobody sees: U+3164"],
  ];
  for (const [id, said] of unseen) {
    it(`are refused: ${said}`, async () => {
      const line = await refusalOf(reading(`${HEADER}x,p,1\n${id},p,1\n`));
      expect(line.startsWith(`p.csv:3: column "account": ${said} (got "`), line).to.equal(true);
      expect(line).not.to.match(/[\p{Cc}\p{Cf}]/u);
      expect(await refusalOf(reading(`${HEADER}x,p,1\ny,${id},1\n`))).to.include(`3: column "position": ${said}`);
    });
  }

  it("are told where they differ by capitals or accents alone", async () => {
    const table = (...rows: string[]) => HEADER + rows.map((row, i) => `${row},${i + 1}\n`).join("");
    const told = async (...rows: string[]) => (await noted(table(...rows))).warnings.map(({ args }) => args);
    const pairs = [
      ["0xAbC1,p", "0xabc1,p"],
      ["0xabc1,p", "0xAbC1,q"],
      ["caf\u00e9,p", "cafe\u0301,p"],
      ["a,BTCUSDT", "a,btcusdt"],
      ["STRASSE,p", "straße,q"],
      ["\u212aelvin,p", "kelvin,p"],
    ];
    for (const [one, two] of pairs) {
      const warnings = await told("x,p", one as string, "y,p", two as string);
      expect(warnings, two).to.have.length(1);
      expect(warnings[0]).to.deep.include({ line: 5 });
      expect((warnings[0] as { other: { line: number } }).other).to.include({ line: 3 });
    }
    expect(await told("Alice,p", "alice,p", "alice,q", "Alice,q", "alice,r")).to.have.length(2);
    expect(await told("alice,p", "alicf,p", "a,lice", "al,ice")).to.deep.equal([]);
    expect((await noted(table("Bob,p", "bob,p"))).lines()).to.deep.equal([
      'p.csv:3: "bob p" is written as "Bob p" in line 2, but for capitals or accents: two, or one?',
    ]);
  });

  it("are told of where a spreadsheet shortened them", async () => {
    expect((await noted(`${HEADER}1.23457E+17,p,1\n`)).lines()).to.deep.equal([
      'p.csv:2: column "account": did a spreadsheet make "1.23457E+17" of a longer number?',
    ]);
    expect((await noted(`${HEADER}a1.23457E+17,1E+5x,1\n`)).lines()).to.deep.equal([]);
  });

  it("are read in bounded time, however many are twins; 20 are told, and the others counted", async () => {
    const spelt = (number: number) =>
      [..."abcdefghijklmnopq"].map((sign, bit) => ((number >> bit) & 1 ? sign.toUpperCase() : sign)).join("");
    const rows = Array.from({ length: 1 << 17 }, (_, i) => `${spelt(i)},p,1\n`);
    const notes = await noted(HEADER + rows.join(""));
    expect(notes).to.include({ rows: 1 << 17, warningCount: 1001 });
    expect(notes.lines()).to.have.length(21);
    expect(notes.lines().at(-1)).to.equal("and 981 warnings more");
    const again = `${HEADER}${rows.join("")}${rows[5]}`;
    await expectRefusal(reading(again), new RegExp(`^p\\.csv:${(1 << 17) + 2}: .*as in line 7$`));
  }).timeout(60_000);
});

describe("the files of a table", () => {
  const format = { decimals: 6 };
  const read = async (path: string | string[]) => rowsOf(await readPositionsFile(path, format));

  it("may be packed by gzip or zstd, in one part or several, and are refused if they are cut off", () =>
    withFolder(async (folder) => {
      const file = join(folder, "p.csv");
      const long = HEADER + Array.from({ length: 30_000 }, (_, i) => `trader-${i},p,${i % 7}\n`).join("");
      const [head, tail] = [long.slice(0, 200_001), long.slice(200_001)];
      for (const pack of [zlib.gzipSync, zlib.zstdCompressSync]) {
        await writeFile(file, pack(TABLE));
        expect(await read(file)).to.deep.equal(ROWS);
        await writeFile(file, Buffer.concat([pack(head), pack(tail)]));
        expect((await read(file)).length, pack.name).to.equal(25_714);
        const whole = pack(long);
        for (const length of [1, 5, 12, 99].map((less) => whole.length - less)) {
          await writeFile(file, whole.subarray(0, length));
          await expectRefusal(read(file), /p\.csv: this is packed by (gzip|zstd), and cannot be unpacked whole/);
        }
        await writeFile(file, Buffer.concat([whole, Buffer.from("rest")]));
        await expectRefusal(read(file), /cannot be unpacked whole/);
        await writeFile(file, pack(pack(TABLE)));
        await expectRefusal(read(file), /this is packed twice/);
      }
    })).timeout(60_000);

  it("may be several, by name or by pattern; a row that stands twice is named with its file", () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, "day"));
      await writeFile(join(folder, "day/p-1.csv"), `${HEADER}alice,BTCUSDT,500\n`);
      await writeFile(join(folder, "day/p-2.csv.gz"), zlib.gzipSync(`${HEADER}carol,BTCUSDT,150\n`));
      expect(await read(join(folder, "d*", "p-?.csv*"))).to.deep.equal(ROWS);
      expect(await read([join(folder, "day/p-1.csv"), join(folder, "day/p-2.csv.gz")])).to.deep.equal(ROWS);
      await expectRefusal(read(join(folder, "q-*.csv")), /q-\*\.csv: no file has such a name/);
      await expectRefusal(read([join(folder, "day/p-1.csv"), join(folder, "day/../day/p-1.csv")]), /named twice/);
      await writeFile(join(folder, "day/p-3.csv"), `${HEADER}x,y,1\nalice,BTCUSDT,1\n`);
      await expectRefusal(
        read(join(folder, "day/p-*")),
        /p-3\.csv:3: column "position": the same account and position as in line 2 of .*p-1\.csv$/,
      );
      // A name that is there is a name, whatever is in it.
      await rename(join(folder, "day/p-3.csv"), join(folder, "day/p-*"));
      expect(await read(join(folder, "day/p-*"))).to.have.length(2);
    }));

  it("may not change while they are read", () =>
    withFolder(async (folder) => {
      const file = join(folder, "p.csv");
      await writeFile(file, TABLE);
      const grow = () => appendFileSync(file, "dave,BTCUSDT,1\n");
      await expectRefusal(readPositionsFile(file, format, grow), /p\.csv: the file changed while it was read/);
      await writeFile(file, TABLE);
      await readPositionsFile(file, { ...format, expect: { rows: 3 } }, grow);
    }));
});
