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
  TIME,
  VALUE_HEADER,
} from "./tables.ts";

const text = (rows: string) => `${POSITION_HEADER}\n${rows}`;
const TWO = 2n * 10n ** 18n;
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
      fc.stringMatching(/^[0-9]{0,19}$/),
      fc.constantFrom("", "", "", "", ".1", "e3", " ", "/", ":"),
    );
    const read = async (amount: string, decimals: number) => {
      try {
        return rowsOf(await positionsOf(csvOf(POSITION_HEADER, [["a", "b", amount]]), decimals))[0]?.profit ?? 0n;
      } catch (error) {
        return (error as InputError).message;
      }
    };
    const expected = (amount: string, decimals: number) => {
      try {
        // Zeros behind the last decimal say nothing.
        const [whole, fraction, ...more] = amount.split(".");
        const isPadded = more.length === 0 && /^0+$/.test(fraction?.slice(decimals) ?? "");
        const point = decimals === 0 ? "" : ".";
        const short = isPadded ? `${whole}${point}${fraction?.slice(0, decimals)}` : amount;
        const units = parseAmount(short, { decimals, signed: true });
        return units > 0n ? units : 0n;
      } catch (error) {
        return (error as InputError).message;
      }
    };
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 0, max: 18 }), async (parts, decimals) => {
        const amount = parts.join("");
        expect(await read(amount, decimals), amount).to.equal(expected(amount, decimals));
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("has profits in the asset's decimals, whatever these are", async () => {
    const profits = async (amount: string, decimals: number) =>
      rowsOf(await positionsOf(text(`a,p,${amount}\n`), decimals)).map(({ profit }) => profit);
    expect(await profits("1.5", 18)).to.deep.equal([15n * 10n ** 17n]);
    expect(await profits("0.000000000000000001", 18)).to.deep.equal([1n]);
    expect(await profits("7", 0)).to.deep.equal([7n]);
    expect(await profits("999999999999999", 0)).to.deep.equal([999_999_999_999_999n]);
    expect(await profits("7.0", 0)).to.deep.equal([7n]);
    expect(await profits("1.0000000000000000000", 18)).to.deep.equal([10n ** 18n]);
    await expectRefusal(positionsOf(text("a,p,7.5\n"), 0), /column "profit": an amount has at most 0 decimals/);
    await expectRefusal(positionsOf(text("a,p,0.0000000000000000001\n"), 18), /an amount has at most 18 decimals/);
    for (const decimals of [-1, 19, 1.5])
      await expectRefusal(positionsOf(text(""), decimals), /decimals are out of range/);
  });

  const refusals: [name: string, rows: string | Uint8Array, line: string | RegExp][] = [
    [
      "a 7th decimal",
      text("a,p,1\nb,p,1.0000001\n"),
      'p.csv:3: column "profit": an amount has at most 6 decimals (got "1.0000001")',
    ],
    [
      "an 8th decimal behind zeros",
      text("b,p,1.00000001\n"),
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
    expect(
      await liquidationsOf(byValue("l2,ETHUSDT,short,2,2,1.000001,1760130000\nl1,BTC,long,2,0,0,1760130000\n")),
    ).to.deep.equal([
      {
        liquidation: "l2",
        market: "ETHUSDT",
        side: "short",
        quantity: TWO,
        takeoverValue: 2_000_000n,
        closeValue: 1_000_001n,
        time: TIME,
      },
      { liquidation: "l1", market: "BTC", side: "long", quantity: TWO, takeoverValue: 0n, closeValue: 0n, time: TIME },
    ]);
  });

  it("takes quantity and prices, and rounds each value down once", async () => {
    expect(
      await liquidationsOf(byPrice("l1,BTC,long,0.00000001,64123.45678901,99.99999999,1760130000\n")),
    ).to.deep.equal([
      {
        liquidation: "l1",
        market: "BTC",
        side: "long",
        quantity: 10n ** 10n,
        takeoverValue: 641n,
        closeValue: 0n,
        time: TIME,
      },
    ]);
  });

  const refusals: [name: string, content: string | Uint8Array, line: string | RegExp][] = [
    [
      "an unknown side",
      byValue("l,BTC,LONG,2,1,1,1760130000\n"),
      'l.csv:2: column "side": unknown side (got "LONG", expected "long" or "short")',
    ],
    ["an empty side", byValue("l,BTC,,2,1,1,1760130000\n"), /^l\.csv:2: column "side": unknown side \(got ""/],
    ["an empty market", byValue("l,,long,2,1,1,1760130000\n"), 'l.csv:2: column "market": a market is empty'],
    [
      "a market over 31 bytes",
      byValue(`l,${"é".repeat(16)},long,2,1,1,1760130000\n`),
      /^l\.csv:2: column "market": a market has at most 31 bytes/,
    ],
    ["NUL in a market", byValue("l,B\0,long,2,1,1,1760130000\n"), /^l\.csv:2: column "market": an id contains NUL/],
    [
      "invalid UTF-8 in a market",
      latin1(byValue("l,\xff,long,2,1,1,1760130000\n")),
      /^l\.csv:2: column "market": not valid UTF-8/,
    ],
    ["an empty id", byValue(",BTC,long,2,1,1,1760130000\n"), 'l.csv:2: column "liquidation": an id is empty'],
    ["NUL in an id", byValue("\0,BTC,long,2,1,1,1760130000\n"), /^l\.csv:2: column "liquidation": an id contains NUL/],
    [
      "the same liquidation twice",
      byValue("l,BTC,long,2,1,1,1760130000\nm,BTC,long,2,1,1,1760130000\nl,ETH,short,2,2,2,1760130000\n"),
      'l.csv:4: column "liquidation": the same liquidation as in line 2 (got "l")',
    ],
    [
      "a negative value",
      byValue("l,BTC,long,2,1,-1,1760130000\n"),
      'l.csv:2: column "close_value": an amount cannot be negative here (got "-1")',
    ],
    [
      "a 7th decimal",
      byValue("l,BTC,long,2,1.1234567,1,1760130000\n"),
      /^l\.csv:2: column "takeover_value": an amount has at most 6 decimals/,
    ],
    ["an exponent", byValue("l,BTC,long,2,1,1E6,1760130000\n"), /^l\.csv:2: column "close_value": not a plain decimal/],
    [
      "a value over 2^127",
      byValue(`l,BTC,long,2,1,${OVER},1760130000\n`),
      /^l\.csv:2: column "close_value": an amount is at most 2\^127/,
    ],
    [
      "a negative quantity",
      byPrice("l,BTC,long,-1,1,1,1760130000\n"),
      /^l\.csv:2: column "quantity": a quantity cannot be negative/,
    ],
    [
      "a negative price",
      byPrice("l,BTC,long,1,1,-1,1760130000\n"),
      /^l\.csv:2: column "close_price": a price cannot be negative/,
    ],
    [
      "a price with an exponent",
      byPrice("l,BTC,long,1,1e5,1,1760130000\n"),
      /^l\.csv:2: column "takeover_price": not a plain decimal/,
    ],
    [
      "a product over 2^127",
      byPrice(`l,BTC,long,10,${MOST},1,1760130000\n`),
      /^l\.csv:2: column "takeover_price": quantity \* price is above 2\^127/,
    ],
    [
      "a column too few",
      byValue("l,BTC,long,2,1,1\n"),
      /^l\.csv:2: the wrong number of columns \(got "6", expected 7 columns: liquidation,market,side,quantity,takeover_v/,
    ],
    [
      "a table by price with a column too few",
      byPrice("l,BTC,long,1,1\n"),
      /^l\.csv:2: the wrong number of columns \(got "5", expected 7 columns: liquidation,market,side,quantity,takeover_p/,
    ],
    [
      "a table without quantity and time",
      "liquidation,market,side,takeover_value,close_value\n",
      /^l\.csv:1: the header row is not the expected one/,
    ],
    [
      "no quantity",
      byValue("l,BTC,long,0,1,1,1760130000\n"),
      'l.csv:2: column "quantity": a quantity is above zero (got "0")',
    ],
    [
      "no quantity by price",
      byPrice("l,BTC,long,0,1,1,1760130000\n"),
      /^l\.csv:2: column "quantity": a quantity is above zero/,
    ],
    [
      "a 19th decimal of a quantity",
      byValue("l,BTC,long,1.0000000000000000001,1,1,1760130000\n"),
      /^l\.csv:2: column "quantity": a quantity has at most 18 decimals/,
    ],
    [
      "a 19th decimal of a quantity by price",
      byPrice("l,BTC,long,0.0000000000000000001,1,1,1760130000\n"),
      /^l\.csv:2: column "quantity": a quantity has at most 18 decimals/,
    ],
    [
      "a quantity of 2^128",
      byValue("l,BTC,long,340282366920938463463.374607431768211456,1,1,1760130000\n"),
      /^l\.csv:2: column "quantity": a quantity is below 2\^128/,
    ],
    [
      "a time before the start",
      byValue("l,BTC,long,2,1,1,1760129700\nm,BTC,long,2,1,1,1760129699\n"),
      'l.csv:3: column "time": a time outside the period (got "1760129699", expected from 1760129700 on, before 1760130420)',
    ],
    [
      "a time at the end",
      byPrice("l,BTC,long,2,1,1,1760130420\n"),
      /^l\.csv:2: column "time": a time outside the period/,
    ],
    [
      "a time with a fraction",
      byValue("l,BTC,long,2,1,1,2025-10-10T21:00:00.5Z\n"),
      /^l\.csv:2: column "time": a time has whole seconds/,
    ],
    [
      "a time without an offset",
      byValue("l,BTC,long,2,1,1,2025-10-10T21:00:00\n"),
      /^l\.csv:2: column "time": a time needs its offset/,
    ],
    ["a time that is none", byValue("l,BTC,long,2,1,1,now\n"), /^l\.csv:2: column "time": not a time \(got "now"/],
    ["an empty time", byValue("l,BTC,long,2,1,1,\n"), /^l\.csv:2: column "time": not a time/],
  ];
  for (const [name, content, line] of refusals)
    it(`refuses ${name}`, () => expectRefusal(liquidationsOf(content), line));

  it("takes times as Unix seconds and in ISO 8601, from the start on and before the end", async () => {
    const times = ["1760129700", "2025-10-10T20:55:00Z", "2025-10-11T05:06:59+08:00", "1760130419"];
    const rows = times.map((time, row) => `l${row},BTC,long,2,1,1,${time}\n`);
    const read = await liquidationsOf(byValue(rows.join("")));
    expect(read.map(({ time }) => time)).to.deep.equal([
      1_760_129_700n,
      1_760_129_700n,
      1_760_130_419n,
      1_760_130_419n,
    ]);
  });

  it("takes quantities of 18 decimals, exactly", async () => {
    const rows =
      "l1,BTC,long,0.000000000000000001,1,1,1760130000\nl2,BTC,long,340282366920938463463.374607431768211455,1,1,1760130000\n";
    const read = await liquidationsOf(byValue(rows));
    expect(read.map(({ quantity }) => quantity)).to.deep.equal([1n, 2n ** 128n - 1n]);
  });

  it("has values in the asset's decimals, whatever these are", async () => {
    const [eighteen] = await liquidationsOf(byValue("l,BTC,long,2,1.000000000000000001,3,1760130000\n"), {
      decimals: 18,
    });
    expect(eighteen).to.include({ takeoverValue: 10n ** 18n + 1n, closeValue: 3n * 10n ** 18n });
    const [none] = await liquidationsOf(byPrice("l,BTC,long,0.5,3,9.9,1760130000\n"), { decimals: 0 });
    expect(none).to.include({ quantity: 5n * 10n ** 17n, takeoverValue: 1n, closeValue: 4n });
    await expectRefusal(
      liquidationsOf(byValue("l,BTC,long,2,1.5,3,1760130000\n"), { decimals: 0 }),
      'l.csv:2: column "takeover_value": an amount has at most 0 decimals (got "1.5")',
    );
    await expectRefusal(liquidationsOf(byValue(""), { decimals: 19 }), /decimals are out of range/);
  });

  it("takes a market of 31 bytes", async () => {
    const market = `${"é".repeat(15)}x`;
    expect((await liquidationsOf(byValue(`l,${market},long,2,1,1,1760130000\n`)))[0]?.market).to.equal(market);
  });
});
