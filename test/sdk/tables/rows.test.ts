// Tables from plain objects: what a reader of text makes of the same table, or the same refusal.
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "zke-insurance-fund";
import {
  type LiquidationTableRow,
  liquidationTable,
  type PositionRow,
  positionTable,
  readLiquidationsCsv,
  readPositionsCsv,
  TableNotes,
  type TableOptions,
} from "zke-insurance-fund/bundle";
import { SEED } from "../support/arbitraries.ts";
import { expectRefusal, FORMAT, PERIOD, PRICE_HEADER, rowsOf, TIME, VALUE_HEADER } from "./tables.ts";

const POSITION_COLUMNS = ["account", "position", "profit"] as const;
const DECIMALS = { decimals: 6 };

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const ids = fc.oneof(
  { weight: 6, arbitrary: pick("alice", "Alice", "bob", "BTCUSDT", "é", "e\u0301") },
  { weight: 1, arbitrary: pick("", " a", "a\u200b", "\0", "1.2E+15", 'a"b', "a,b", "a\nb", "x".repeat(300)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);
const decimals = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((units) => String(units / 1000)) },
  {
    weight: 1,
    arbitrary: pick("0", "-0", "1.0000000", "1.0000001", "1e3", "", "+1", ".5", "1.", " 1", "Infinity", "9".repeat(40)),
  },
);
const times = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1_760_129_699, max: 1_760_130_421 }).map(String) },
  { weight: 1, arbitrary: pick("2025-10-10T21:00:00Z", "2025-10-10T21:00:00", "1760130000000", "-1", "1.5", "soon") },
);

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
const csv = (columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]) => {
  const lines = [columns, ...rows.map((row) => columns.map((column) => quoted(String(row[column]))))];
  return { name: "rows", pieces: [new TextEncoder().encode(lines.map((line) => `${line.join(",")}\n`).join(""))] };
};

/** What came out, or what was refused: code, place and words. A file has a line for its header, and a line for each that a field has. */
async function outcome(run: (notes: TableNotes) => Promise<unknown>) {
  const notes = new TableNotes();
  try {
    const result = await run(notes);
    const { rows, inProfit, profit, loss, rounded, roundedRows } = notes;
    return { result, notes: { rows, inProfit, profit, loss, rounded, roundedRows }, warned: notes.warningCount };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const all = "errors" in error ? (error.errors as InputError[]) : [error];
    return all.map(({ code, details: { column, got, expected } }) => ({ code, column, got, expected }));
  }
}

describe("tables from rows", () => {
  const options = fc.record({ round: pick(undefined, "down" as const), allowZeroPrice: fc.boolean() });

  it("hold the positions that the same table as CSV has, or are refused alike", () => {
    const positions = fc.array(fc.record({ account: ids, position: ids, profit: decimals }), { maxLength: 12 });
    const property = fc.asyncProperty(positions, options, async (rows, given) => {
      const format = (notes: TableNotes): TableOptions & typeof DECIMALS => ({ ...DECIMALS, ...given, notes });
      const read = async (notes: TableNotes) =>
        rowsOf(await readPositionsCsv(csv(POSITION_COLUMNS, rows), format(notes)));
      const taken = async (notes: TableNotes) => rowsOf(await positionTable(rows, { ...format(notes), name: "rows" }));
      expect(await outcome(taken)).to.deep.equal(await outcome(read));
    });
    return fc.assert(property, { seed: SEED, numRuns: 400 });
  });

  for (const header of [VALUE_HEADER, PRICE_HEADER]) {
    it(`hold the liquidations that the same table as CSV has, or are refused alike: ${header}`, () => {
      const columns = header.split(",");
      const cell = (column: string): fc.Arbitrary<string> => {
        if (column === "time") return times;
        if (column === "side") return pick("long", "long", "short", "up");
        if (column === "liquidation" || column === "market") return ids;
        return decimals.map((text) => (text.length < 9 ? text.replace("-", "") : text));
      };
      const row = fc.record(Object.fromEntries(columns.map((column) => [column, cell(column)])));
      const property = fc.asyncProperty(fc.array(row, { maxLength: 8 }), options, async (rows, given) => {
        const read = (notes: TableNotes) => readLiquidationsCsv(csv(columns, rows), { ...FORMAT, ...given, notes });
        const taken = (notes: TableNotes) =>
          liquidationTable(rows as never, { ...FORMAT, ...given, notes, name: "rows" });
        expect(await outcome(taken)).to.deep.equal(await outcome(read));
      });
      return fc.assert(property, { seed: SEED, numRuns: 300 });
    });
  }

  it("take base units as bigints, from a generator, a set or a cursor", async () => {
    const rows: PositionRow[] = [
      { account: "alice", position: "BTCUSDT", profit: 2n ** 127n },
      { account: "bob", position: "BTCUSDT", profit: "-0.000001" },
      { account: "bob", position: "ETHUSDT", profit: 7n },
    ];
    const expected = [
      { id: "alice\0BTCUSDT", profit: 2n ** 127n },
      { id: "bob\0ETHUSDT", profit: 7n },
    ];
    async function* cursor() {
      for (const row of rows) yield row;
    }
    for (const source of [rows, new Set(rows), rows.values(), cursor()]) {
      expect(rowsOf(await positionTable(source, DECIMALS))).to.deep.equal(expected);
    }
  });

  it("take liquidations as the readers give them, and times as a database gives them", async () => {
    const row = { liquidation: "liq-1", market: "BTCUSDT", side: "long", quantity: 5n * 10n ** 17n } as const;
    const values = { takeoverValue: 100n, closeValue: 90n, time: TIME };
    const given = { ...row, takeover_value: "0.0001", close_value: 90n, time: new Date(Number(TIME) * 1000) };
    const [first] = await liquidationTable([given], FORMAT);
    expect(first).to.deep.equal({ ...row, ...values });
    expect(await liquidationTable([first as LiquidationTableRow], FORMAT)).to.deep.equal([first]);
  });

  it("say which kind of value belongs where", async () => {
    const position = (row: unknown) => positionTable([row as PositionRow], DECIMALS);
    const alice = { account: "alice", position: "BTCUSDT", profit: "1" };
    const units = "expected a bigint in base units, or decimal text in tokens";
    const refusals: [unknown, string][] = [
      [
        { ...alice, profit: 1.5 },
        `positions:1: column "profit": a value of the wrong kind (got "the number 1.5", ${units})`,
      ],
      [
        { ...alice, profit: Number.NaN },
        `positions:1: column "profit": a value of the wrong kind (got "the number NaN", ${units})`,
      ],
      [{ ...alice, profit: null }, `positions:1: column "profit": the object has no such field (${units})`],
      [
        { ...alice, account: 7 },
        'positions:1: column "account": a value of the wrong kind (got "the number 7", expected text)',
      ],
      [
        { ...alice, account: "\ud800" },
        'positions:1: column "account": an id is not well-formed Unicode (got "\\ud800")',
      ],
      [
        { ...alice, profit: 2n ** 127n + 1n },
        'positions:1: column "profit": an amount is at most 2^127 base units (got "170141183460469231731687303715884.105729")',
      ],
      [
        { account: "alice", profit: "1" },
        'positions:1: the header row is not the expected one (got "account,profit", expected account,position,profit: without position)',
      ],
      ["alice", 'positions:1: a row is no object (got "string", expected an object with a value for each column)'],
    ];
    for (const [row, line] of refusals) await expectRefusal(position(row), line);
    await expectRefusal(
      positionTable("alice" as never, DECIMALS),
      'positions:0: no rows (got "string", expected an array, or anything that can be iterated)',
    );
    await expectRefusal(
      position({ ...alice, profit: "1" }).then(() => positionTable([alice], {} as never)),
      /decimals are out of range/,
    );
  });

  it("say it of liquidations, too", async () => {
    const good = {
      liquidation: "l",
      market: "M",
      side: "long",
      quantity: "1",
      takeover_value: "1",
      close_value: "1",
      time: TIME,
    };
    const wrong: [object, RegExp][] = [
      [
        { time: Number(TIME) },
        /^liquidations:1: column "time": a value of the wrong kind .*expected a bigint in Unix seconds/,
      ],
      [{ time: new Date(Number.NaN) }, /column "time": no such date or time/],
      [{ time: new Date(1500) }, /column "time": a time has whole seconds/],
      [{ time: TIME * 1000n }, /column "time": a time far off: are these milliseconds/],
      [{ time: -1n }, /column "time": a time before 1970/],
      [{ quantity: 1 }, /column "quantity": a value of the wrong kind .*expected a bigint in 10\^-18/],
      [{ quantity: 0n }, /column "quantity": a quantity is above zero/],
      [{ close_value: -1n }, /column "close_value": an amount cannot be negative here/],
      [{ side: 0 }, /column "side": a value of the wrong kind \(got "the number 0", expected text\)/],
    ];
    for (const [part, line] of wrong) {
      await expectRefusal(liquidationTable([{ ...good, ...part } as never], FORMAT), line);
    }
    const { takeover_value: _, close_value: __, ...priced } = { ...good, takeover_price: 1n, close_price: "1" };
    await expectRefusal(liquidationTable([priced as never], FORMAT), /column "takeover_price".*expected decimal text/);
  });

  it("tell of all wrong rows by their numbers, and of the one before that is the same", async () => {
    const rows = ["1", "x", "2", "y"].map((profit, row) => ({ account: "a", position: `p${row % 3}`, profit }));
    const error = await positionTable(rows, DECIMALS).catch((thrown) => thrown);
    expect(String(error).split("\n")).to.deep.equal([
      'positions:2: column "profit": not a plain decimal number (got "x", expected such as 1234.56)',
      'positions:4: column "profit": not a plain decimal number (got "y", expected such as 1234.56)',
      "positions: 2 rows are wrong",
    ]);
    const twice = [rows[0], rows[2], rows[0]] as PositionRow[];
    await expectRefusal(
      positionTable(twice, DECIMALS),
      /^positions:3: column "position": the same account and position as in line 1$/,
    );
  });

  it("are held to what is expected of them, and have other names of columns", async () => {
    const rows = [{ uid: "alice", position: "p", profit: 5n, note: "" }] as never[];
    const columns = { account: "uid" };
    const notes = new TableNotes();
    const table = await positionTable(rows, { ...DECIMALS, columns, notes, expect: { rows: 1, profit: 5n } });
    expect(table.count).to.equal(1);
    expect(notes.lines()).to.deep.equal([
      'positions: columns that are not read: "note"; name them by --ignore-columns',
    ]);
    await expectRefusal(
      positionTable(rows, { ...DECIMALS, columns, expect: { rows: 2 } }),
      /^positions: another number of rows/,
    );
  });

  it("stop when they are told to, and tell how far they are", async () => {
    const told: number[] = [];
    const stop = new AbortController();
    function* endless() {
      for (let row = 0; ; row++) yield { account: `a${row}`, position: "p", profit: 1n };
    }
    const onRows = (rows: number) => {
      told.push(rows);
      if (told.length === 3) stop.abort(new Error("enough"));
    };
    const failure = await positionTable(endless(), { ...DECIMALS, onRows, signal: stop.signal }).catch(
      (error) => error,
    );
    expect(failure.message).to.equal("enough");
    expect(told).to.deep.equal([16_384, 32_768, 49_152]);
    const aborted = { ...FORMAT, ...PERIOD, signal: stop.signal };
    expect(await liquidationTable([], aborted).catch((error) => error.message)).to.equal("enough");
    expect(
      await readPositionsCsv(csv(POSITION_COLUMNS, []), { ...DECIMALS, signal: stop.signal }).catch(String),
    ).to.equal("Error: enough");
  });
});
