import { expect } from "chai";
import fc from "fast-check";
import { type InputError, parseAmount, positionId } from "zke-insurance-fund";
import { SEED } from "../support/arbitraries.ts";
import {
  csvOf,
  expectRefusal,
  liquidationsOf,
  POSITION_HEADER,
  PRICE_HEADER,
  positionsOf,
  rowsOf,
  VALUE_HEADER,
} from "./tables.ts";

const text = (rows: string) => `${POSITION_HEADER}\n${rows}`;
const latin1 = (content: string) => Uint8Array.from(content, (character) => character.charCodeAt(0));
const OVER = "170141183460469231731687303715884.105729";
const MOST = "170141183460469231731687303715884.105728";

describe("a table of positions", () => {
  it("gives the profitable rows in their order, ids and base units", async () => {
    const table = await positionsOf(
      text('alice,BTC,1.5\nbob,ETH,-2\ncarol,"a,b",0\nalice,ETH,0.000001\n用户,多头,9007199254740993\n'),
    );
    expect(rowsOf(table)).to.deep.equal([
      { id: positionId("alice", "BTC"), profit: 1_500_000n },
      { id: positionId("alice", "ETH"), profit: 1n },
      { id: positionId("用户", "多头"), profit: 9_007_199_254_740_993_000_000n },
    ]);
  });

  it("keeps amounts of every size exactly", async () => {
    const profits = [1n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 127n];
    const decimal = (amount: bigint) => `${amount / 1_000_000n}.${(amount % 1_000_000n).toString().padStart(6, "0")}`;
    const table = await positionsOf(text(profits.map((profit, i) => `a,${i},${decimal(profit)}\n`).join("")));
    expect(rowsOf(table).map(({ profit }) => profit)).to.deep.equal(profits);
  });

  it("reads an amount as parseAmount does, and refuses what it refuses", async () => {
    const shape = fc.tuple(
      fc.constantFrom("", "-", "-", "+", "--"),
      fc.stringMatching(/^[0-9]{0,16}$/),
      fc.constantFrom("", ".", ".", ".", "e", ",5", " "),
      fc.stringMatching(/^[0-9]{0,7}$/),
      fc.constantFrom("", "", "", "", ".1", "e3", " ", "/", ":"),
    );
    const read = async (amount: string) => {
      try {
        return rowsOf(await positionsOf(csvOf(POSITION_HEADER, [["a", "b", amount]])))[0]?.profit ?? 0n;
      } catch (error) {
        return (error as InputError).message;
      }
    };
    const expected = (amount: string) => {
      try {
        const units = parseAmount(amount, { signed: true });
        return units > 0n ? units : 0n;
      } catch (error) {
        return (error as InputError).message;
      }
    };
    await fc.assert(
      fc.asyncProperty(shape, async (parts) => {
        const amount = parts.join("");
        expect(await read(amount), amount).to.equal(expected(amount));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  const refusals: [name: string, rows: string | Uint8Array, line: string | RegExp][] = [
    [
      "a 7th decimal",
      text("a,p,1\nb,p,1.0000001\n"),
      'p.csv:3: column "profit": an amount has at most 6 decimals (got "1.0000001")',
    ],
    [
      "a 7th decimal that is zero",
      text("b,p,1.0000000\n"),
      /^p\.csv:2: column "profit": an amount has at most 6 decimals/,
    ],
    [
      "an exponent",
      text("b,p,1e3\n"),
      'p.csv:2: column "profit": not a plain decimal number (got "1e3", expected such as 1234.56)',
    ],
    ["a plus sign", text("b,p,+1\n"), /^p\.csv:2: column "profit": not a plain decimal/],
    ["a blank around an amount", text("b,p, 1\n"), /^p\.csv:2: column "profit": not a plain decimal/],
    ["an empty amount", text("b,p,\n"), /^p\.csv:2: column "profit": not a plain decimal number \(got ""/],
    ["a bad amount in a row that would be left out", text("b,p,-1.0000001\n"), /^p\.csv:2: column "profit": an amount/],
    [
      "an amount over 2^127",
      text(`b,p,${OVER}\n`),
      /^p\.csv:2: column "profit": an amount is at most 2\^127 base units/,
    ],
    ["a loss over 2^127", text(`b,p,-${OVER}\n`), /^p\.csv:2: column "profit": an amount is at most 2\^127 base units/],
    ["an empty account", text(",p,1\n"), 'p.csv:2: column "account": an id is empty'],
    ["an empty position", text('a,"",1\n'), 'p.csv:2: column "position": an id is empty'],
    ["NUL in an id", text("a,p\0q,1\n"), 'p.csv:2: column "position": an id contains NUL (got "p\\u0000q")'],
    [
      "invalid UTF-8",
      latin1(text("a,p,1\n\xfcber,p,1\n")),
      'p.csv:3: column "account": not valid UTF-8 (got "\ufffdber")',
    ],
    [
      "half a surrogate pair in UTF-8",
      latin1(text("\xed\xa0\x80,p,1\n")),
      /^p\.csv:2: column "account": not valid UTF-8/,
    ],
    [
      "the same position twice",
      text('a,p,1\nb,p,1\n"a",p,2\n'),
      /^p\.csv:4: column "position": the same account and position as in line 2/,
    ],
    ["the same position twice, both left out", text("a,p,-1\na,p,0\n"), /^p\.csv:3: .*as in line 2/],
  ];
  for (const [name, content, line] of refusals) it(`refuses ${name}`, () => expectRefusal(positionsOf(content), line));

  it("takes exactly 2^127 base units", async () => {
    expect(rowsOf(await positionsOf(text(`a,p,${MOST}\n`)))[0]?.profit).to.equal(2n ** 127n);
  });

  it("tells ids apart that differ in their border only", async () => {
    expect(rowsOf(await positionsOf(text("ab,c,1\na,bc,1\na,b,1\n")))).to.have.length(3);
  });

  it("keeps very many ids apart, whatever their hashes", async () => {
    // Among 300,000 ids, some ten pairs have the same 32-bit hash.
    const rows = Array.from({ length: 300_000 }, (_, i) => `${(i * 7919) % 300_007},p,1\n`);
    expect((await positionsOf(text(rows.join("")))).count).to.equal(300_000);
  }).timeout(60_000);

  it("finds the one repeated position among many, and names both lines", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `account-${i},BTC,${(i % 5) - 2}\n`);
    expect((await positionsOf(text(rows.join("")))).count).to.equal(8_000);
    rows.push("account-12345,BTC,7\n");
    await expectRefusal(positionsOf(text(rows.join(""))), /^p\.csv:20002: .*as in line 12347/);
  });
});

describe("a table of liquidations", () => {
  const byValue = (rows: string) => `${VALUE_HEADER}\n${rows}`;
  const byPrice = (rows: string) => `${PRICE_HEADER}\n${rows}`;

  it("gives the rows in their order", async () => {
    expect(await liquidationsOf(byValue("l2,ETHUSDT,short,2,1.000001\nl1,BTC,long,0,0\n"))).to.deep.equal([
      { liquidation: "l2", market: "ETHUSDT", side: "short", takeoverValue: 2_000_000n, closeValue: 1_000_001n },
      { liquidation: "l1", market: "BTC", side: "long", takeoverValue: 0n, closeValue: 0n },
    ]);
  });

  it("takes quantity and prices, and rounds each value down once", async () => {
    expect(await liquidationsOf(byPrice("l1,BTC,long,0.00000001,64123.45678901,99.99999999\n"))).to.deep.equal([
      { liquidation: "l1", market: "BTC", side: "long", takeoverValue: 641n, closeValue: 0n },
    ]);
  });

  const refusals: [name: string, content: string | Uint8Array, line: string | RegExp][] = [
    [
      "an unknown side",
      byValue("l,BTC,LONG,1,1\n"),
      'l.csv:2: column "side": unknown side (got "LONG", expected "long" or "short")',
    ],
    ["an empty side", byValue("l,BTC,,1,1\n"), /^l\.csv:2: column "side": unknown side \(got ""/],
    ["an empty market", byValue("l,,long,1,1\n"), 'l.csv:2: column "market": a market is empty'],
    [
      "a market over 31 bytes",
      byValue(`l,${"é".repeat(16)},long,1,1\n`),
      /^l\.csv:2: column "market": a market has at most 31 bytes/,
    ],
    ["NUL in a market", byValue("l,B\0,long,1,1\n"), /^l\.csv:2: column "market": an id contains NUL/],
    ["invalid UTF-8 in a market", latin1(byValue("l,\xff,long,1,1\n")), /^l\.csv:2: column "market": not valid UTF-8/],
    ["an empty id", byValue(",BTC,long,1,1\n"), 'l.csv:2: column "liquidation": an id is empty'],
    ["NUL in an id", byValue("\0,BTC,long,1,1\n"), /^l\.csv:2: column "liquidation": an id contains NUL/],
    [
      "the same liquidation twice",
      byValue("l,BTC,long,1,1\nm,BTC,long,1,1\nl,ETH,short,2,2\n"),
      'l.csv:4: column "liquidation": the same liquidation as in line 2 (got "l")',
    ],
    [
      "a negative value",
      byValue("l,BTC,long,1,-1\n"),
      'l.csv:2: column "close_value": an amount cannot be negative here (got "-1")',
    ],
    [
      "a 7th decimal",
      byValue("l,BTC,long,1.1234567,1\n"),
      /^l\.csv:2: column "takeover_value": an amount has at most 6 decimals/,
    ],
    ["an exponent", byValue("l,BTC,long,1,1E6\n"), /^l\.csv:2: column "close_value": not a plain decimal/],
    [
      "a value over 2^127",
      byValue(`l,BTC,long,1,${OVER}\n`),
      /^l\.csv:2: column "close_value": an amount is at most 2\^127/,
    ],
    [
      "a negative quantity",
      byPrice("l,BTC,long,-1,1,1\n"),
      /^l\.csv:2: column "quantity": a quantity cannot be negative/,
    ],
    ["a negative price", byPrice("l,BTC,long,1,1,-1\n"), /^l\.csv:2: column "close_price": a price cannot be negative/],
    [
      "a price with an exponent",
      byPrice("l,BTC,long,1,1e5,1\n"),
      /^l\.csv:2: column "takeover_price": not a plain decimal/,
    ],
    [
      "a product over 2^127",
      byPrice(`l,BTC,long,10,${MOST},1\n`),
      /^l\.csv:2: column "takeover_price": quantity \* price is above 2\^127/,
    ],
    [
      "a column too few",
      byValue("l,BTC,long,1\n"),
      /^l\.csv:2: the wrong number of columns \(got "4", expected 5 columns/,
    ],
    [
      "a mixed table",
      byPrice("l,BTC,long,1,1\n"),
      /^l\.csv:2: the wrong number of columns \(got "5", expected 6 columns/,
    ],
  ];
  for (const [name, content, line] of refusals)
    it(`refuses ${name}`, () => expectRefusal(liquidationsOf(content), line));

  it("takes a market of 31 bytes", async () => {
    const market = `${"é".repeat(15)}x`;
    expect((await liquidationsOf(byValue(`l,${market},long,1,1\n`)))[0]?.market).to.equal(market);
  });
});
