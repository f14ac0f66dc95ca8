import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "zke-insurance-fund";
import { readLiquidationsCsv, readPositionsCsv } from "zke-insurance-fund/bundle";
import { CsvScanner } from "../../../sdk/src/tables/csv.ts";
import { SEED } from "../support/arbitraries.ts";
import {
  csvField,
  cutAt,
  expectRefusal,
  FORMAT,
  liquidationsOf,
  PERIOD,
  positionsOf,
  rowsOf,
  VALUE_HEADER,
} from "./tables.ts";

const REST = "BTCUSDT,long,3,1,2,1760130000";

const idsOf = (...signs: string[]) =>
  fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
const SEEN = ["a", "b", ",", '"', "é", "清", "\u{1f4a5}"];
const ids = idsOf(...SEEN, "\n", "\r\n", "\r", " ", "\ufeff");
/** Most of these may be ids. */
const seenIds = idsOf(...SEEN, "a b");

/** A reader that is slow and plain: one character after the other, by RFC 4180. Undefined if the text is not CSV. */
function naiveRecords(text: string): string[][] | undefined {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      let field = "";
      if (text[at] === '"') {
        for (at++; ; at++) {
          if (at >= text.length) return undefined;
          if (text[at] !== '"') field += text[at];
          else if (text[at + 1] === '"') field += text[at++];
          else break;
        }
        at++;
      } else {
        for (; at < text.length && !",\r\n".includes(text[at]!); at++) {
          if (text[at] === '"') return undefined;
          field += text[at];
        }
      }
      record.push(field);
      if (text[at] !== ",") break;
      at++;
    }
    if (text.startsWith("\r\n", at)) at += 2;
    else if (text[at] === "\n") at++;
    else if (at < text.length) return undefined;
    records.push(record);
  }
  return records;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function isGoodRest([market = "", side, quantity = "", takeover = "", close = "", time = "", ...more]: string[]) {
  const bytes = new TextEncoder().encode(market).length;
  const areNumbers = [quantity, takeover, close, time].every((text) => /^[0-9]+$/.test(text));
  const isInside = areNumbers && time.length < 20 && BigInt(time) >= PERIOD.startTime && BigInt(time) < PERIOD.endTime;
  const isName = bytes > 0 && bytes < 32 && !UNSEEN.test(market) && market.trim() === market;
  return isName && side === "long" && isInside && BigInt(quantity) > 0n && !more.length;
}

/** What the strict reader is to make of a text, by the naive one: the liquidations' ids, or undefined for a refusal. */
function naiveIds(text: string): string[] | undefined {
  const [header, ...rows] = naiveRecords(text.replace(/^\ufeff/, "")) ?? [];
  const columns = VALUE_HEADER.split(",");
  const places = columns.map((column) => header?.indexOf(column) ?? -1);
  const isEach = columns.every((column) => header?.filter((name) => name === column).length === 1);
  // A last line without its end may be cut off.
  if (!isEach || header === undefined || !text.endsWith("\n")) return undefined;
  const read = rows.map((row) => {
    const [id = "", ...rest] = places.map((place) => row[place] ?? "");
    const isSeen = id !== "" && !UNSEEN.test(id) && id.trim() === id;
    return { id, good: isSeen && row.length === header.length && isGoodRest(rest) };
  });
  const distinct = new Set(read.map(({ id }) => id)).size === read.length;
  return distinct && read.every(({ good }) => good) ? read.map(({ id }) => id) : undefined;
}

async function strictIds(text: string, cuts: readonly number[]): Promise<string[] | undefined> {
  try {
    const rows = await readLiquidationsCsv({ name: "l.csv", pieces: cutAt(text, cuts) }, { ...FORMAT, mustEnd: true });
    return rows.map(({ liquidation }) => liquidation);
  } catch (error) {
    expect(error).to.be.instanceOf(InputError);
    return undefined;
  }
}

const filesOf = (anyIds: fc.Arbitrary<string>, open: fc.Arbitrary<boolean>) =>
  fc
    .record({
      ids: fc.uniqueArray(anyIds, { maxLength: 6 }),
      quoteAll: fc.boolean(),
      lineEnd: fc.constantFrom("\n", "\r\n"),
      mark: fc.constantFrom("", "\ufeff"),
      open,
    })
    .map(({ ids, quoteAll, lineEnd, mark, open }) => {
      const field = (text: string) => (quoteAll ? `"${text.replaceAll('"', '""')}"` : csvField(text));
      const rest = REST.split(",").map(field).join(",");
      const text = `${mark}${[VALUE_HEADER, ...ids.map((id) => `${field(id)},${rest}`)].join(lineEnd)}`;
      return { ids, text: open ? text : text + lineEnd };
    });

/** What the scanner makes of a text, whatever the fields mean. */
function recordsOf(text: string, cuts: readonly number[]): string[][] {
  const records: string[][] = [];
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const scanner = new CsvScanner({
    file: "x.csv",
    onHeader: (names) => records.push([...names]),
    onRecord: ({ bytes, starts, ends }) => {
      const width = records[0]?.length ?? 0;
      records.push(Array.from({ length: width }, (_, i) => decoder.decode(bytes.subarray(starts[i], ends[i]))));
    },
    onBadRecord(error) {
      throw error;
    },
  });
  for (const piece of cutAt(text, cuts)) scanner.push(piece);
  scanner.end();
  return records;
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe("the CSV scanner", () => {
  it("reads what was written, wherever the pieces are cut", () => {
    fc.assert(
      fc.property(filesOf(ids, fc.boolean()), cuts, ({ ids, text }, places) => {
        const [header, ...rows] = recordsOf(text, places);
        expect(header?.join()).to.equal(VALUE_HEADER);
        expect(rows).to.deep.equal(ids.map((id) => [id, ...REST.split(",")]));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("agrees with a naive reader on broken files, wherever the pieces are cut", async () => {
    const slips = fc.array(fc.tuple(fc.nat(), fc.constantFrom('"', ",", "\r", "\n", "a", "DELETE")), {
      minLength: 1,
      maxLength: 3,
    });
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(filesOf(seenIds, fc.constant(false)), slips, cuts, async ({ text }, edits, places) => {
        const characters = [...text];
        for (const [place, edit] of edits) {
          const at = place % (characters.length + 1);
          if (edit === "DELETE") characters.splice(at, 1);
          else characters.splice(at, 0, edit);
        }
        const broken = characters.join("");
        const expected = naiveIds(broken);
        if (expected !== undefined) accepted++;
        expect(await strictIds(broken, places), JSON.stringify(broken)).to.deep.equal(expected);
      }),
      { seed: SEED, numRuns: 2000 },
    );
    expect(accepted, "some broken files are still right").to.be.within(20, 1500);
  });

  it("gives the same result byte by byte", () => {
    const text = `\ufeff${VALUE_HEADER}\r\n"a ""b"", c\r\nd",${REST}\r\nplain,${REST}`;
    const everywhere = Array.from({ length: text.length + 4 }, (_, i) => i);
    const ids = recordsOf(text, everywhere).map(([id]) => id);
    expect(ids).to.deep.equal(["liquidation", 'a "b", c\r\nd', "plain"]);
  });

  it("counts the lines inside quotes", async () => {
    const text = `${VALUE_HEADER},note\na,${REST},"one\ntwo\nthree"\nx,BTCUSDT,up,1,1,2,1760130000,\n`;
    await expectRefusal(
      liquidationsOf(text),
      'l.csv:5: column "side": unknown side (got "up", expected "long" or "short")',
    );
  });

  const position = (rows: string) => positionsOf(`account,position,profit\n${rows}`);
  const refusals: [name: string, rows: string, line: string | RegExp][] = [
    ["a quote inside a plain field", 'al"ice,p,1\n', /^p\.csv:2: column "account": a quotation mark inside a field/],
    [
      "a quote before the end of a quoted field",
      '"al"ice,p,1\n',
      /^p\.csv:2: column "account": a quoted field goes on/,
    ],
    ["a quote after a blank", ' "alice",p,1\n', /^p\.csv:2: column "account": a quotation mark inside/],
    ["an open quote", 'bob,q,2\nalice,"p,1\n\n\n', /^p\.csv:3: column "position": a quotation mark is never closed/],
    [
      "a bare carriage return",
      "alice,p,1\rbob,q,2\n",
      /^p\.csv:2: column "profit": a carriage return without a line feed/,
    ],
    ["a carriage return at the end", "alice,p,1\r", /^p\.csv:2: column "profit": a carriage return without/],
    [
      "too few columns",
      "alice,1\n",
      'p.csv:2: the wrong number of columns (got "2", expected 3 columns: account,position,profit)',
    ],
    ["too many columns", "alice,p,1,\n", /^p\.csv:2: the wrong number of columns \(got "4"/],
    ["a column alone", "alice\n", /^p\.csv:2: the wrong number of columns \(got "1"/],
    ["an empty line", "alice,p,1\n\nbob,q,2\n", /^p\.csv:3: an empty line/],
    ["an empty last line", "alice,p,1\n\n", /^p\.csv:3: an empty line/],
  ];
  for (const [name, rows, line] of refusals) it(`refuses ${name}`, () => expectRefusal(position(rows), line));

  it("looks at no byte of an earlier piece, where the file ends", async () => {
    const inPieces = (...pieces: string[]) =>
      readPositionsCsv(
        {
          name: "p.csv",
          pieces: ["account,position,profit\n", ...pieces].map((text) => new TextEncoder().encode(text)),
        },
        FORMAT,
      );
    // Each last piece has 11 bytes; the piece before has a line feed, or a quotation mark, as its 12th.
    await expectRefusal(
      inPieces("a,b,1\nc,d,2\n", "ab,cd,3456\r"),
      /^p\.csv:4: column "profit": a carriage return without/,
    );
    expect(rowsOf(await inPieces('a,b,1\nc,dd,"2"\n', 'ab,cd,"345"'))).to.have.length(3);
    await expectRefusal(
      inPieces('a,b,1\nc,dd,"2"\n', "abcd,efghi,"),
      /^p\.csv:4: column "profit": not a plain decimal number \(got ""/,
    );
  });

  it("refuses an empty file, a byte order mark alone, and other headers", async () => {
    const missing = /^p\.csv:1: the file is empty: the header row is missing \(expected account,position,profit\)$/;
    await expectRefusal(positionsOf(""), missing);
    await expectRefusal(positionsOf("\ufeff"), missing);
    for (const header of ["account,position", "Account,position,profit", "\ufeff\ufeffaccount,position,profit"]) {
      await expectRefusal(
        positionsOf(`${header}\na,b,1\n`),
        /^p\.csv:1: the header row is not the expected one \(got "/,
      );
    }
    await expectRefusal(
      liquidationsOf("alice,1\n"),
      `l.csv:1: the header row is not the expected one (got "alice,1", expected ${VALUE_HEADER} or ` +
        "liquidation,market,side,quantity,takeover_price,close_price,time)",
    );
  });

  it("reads a file with a header and nothing else as an empty table", async () => {
    for (const text of ["account,position,profit", "account,position,profit\n", '"account","position","profit"\r\n']) {
      expect(rowsOf(await positionsOf(text))).to.deep.equal([]);
    }
  });

  it("does not take a file without line ends into memory", async () => {
    function* endless() {
      yield new TextEncoder().encode('account,position,profit\n"');
      for (;;) yield new Uint8Array(1 << 16).fill(97);
    }
    await expectRefusal(
      readPositionsCsv({ name: "p.csv", pieces: endless() }, FORMAT),
      /^p\.csv:2: a row is longer than 1 MiB/,
    );
  });
});
