// The lists as auditors open them: with DuckDB, and with Arrow's Rust implementation of Parquet. Neither knows of the SDK.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { expect } from "chai";
import { readParquet } from "parquet-wasm/node";
import { amountAt, liquidationAt, marketText, positionAt, toHex } from "zke-insurance-fund";
import { type Bundle, settleTables, statementNames, writeBundle } from "zke-insurance-fund/bundle";
import { FORMAT, liquidationsOf, PERIOD, positionsOf, SECRET, VALUE_HEADER, withFolder } from "../tables/tables.ts";

const MOST = (1n << 127n).toString();
const LARGEST = `${MOST.slice(0, -6)}.${MOST.slice(-6)}`;
const PROFITS = ["0.000001", "0.000009", "0.00001", "999.999999", "1000", "1000.000001", "9007199254.740991"];
const LARGE_PROFITS = ["9007199254.740992", "18446744073709.551615", "18446744073709.551616", LARGEST];

/** Longer than a page. */
const LONG_NAME = "-X1".repeat(50_000);

type Row = Record<string, unknown>;
type Reader = (file: string) => Promise<Row[]>;

const READERS: Record<string, Reader> = {
  DuckDB: async (file) => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
    const found = rows.getRowObjects();
    connection.closeSync();
    return found.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  },
  "Arrow in Rust": async (file) => {
    const table = tableFromIPC(readParquet(await readFile(file)).intoIPCStream());
    return table.toArray().map((row) => {
      const entries = Object.entries(row.toJSON() as Row);
      return Object.fromEntries(entries.map(([name, value]) => [name, plain(value)]));
    });
  },
};

/** Bytes as hex: each reader has a type of its own for them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  const { bytes } = (value ?? {}) as { bytes?: unknown };
  return bytes instanceof Uint8Array ? toHex(bytes) : value;
}

for (const [name, read] of Object.entries(READERS)) {
  describe(`a bundle as ${name} reads it`, () => {
    for (const profits of [PROFITS, [...PROFITS, ...LARGE_PROFITS]]) {
      it(`has every figure of ${profits.length} positions`, () =>
        withFolder(async (folder) => {
          const out = join(folder, "out");
          const bundle = await settledBundle(profits);
          await writeBundle(out, bundle);
          expect(await read(join(out, "positions.parquet"))).to.deep.equal(positionRows(bundle));
          expect(await read(join(out, "liquidations.parquet"))).to.deep.equal(liquidationRows(bundle));
          expect(await read(join(out, "private/statements.parquet"))).to.deep.equal(statementRows(bundle));
        })).timeout(60_000);
    }

    it("has every figure of a list over several row groups", () =>
      withFolder(async (folder) => {
        const out = join(folder, "out");
        const bundle = await settledBundle(Array.from({ length: 70_000 }, (_, row) => `${row + 1}.5`));
        await writeBundle(out, bundle);
        expect(await read(join(out, "positions.parquet"))).to.deep.equal(positionRows(bundle));
        expect(await read(join(out, "private/statements.parquet"))).to.deep.equal(statementRows(bundle));
      })).timeout(120_000);
  });
}

async function settledBundle(profits: readonly string[]): Promise<Bundle> {
  const lines = profits.map((profit, row) => `"a, ${row} é",BTC-${row % 3}${row === 1 ? LONG_NAME : ""},${profit}`);
  const liquidations = [
    '"liq ""1""",BTCUSDT,long,0.5,1000.25,0,1760130000',
    "l2,合约-USDT,short,340282366920938463463.374607431768211455,5,7.000001,1760129700",
    "l3,E,short,0.000000000000000001,9,1,2025-10-10T21:06:59Z",
  ];
  return settleTables({
    ...FORMAT,
    ...PERIOD,
    rule: { coverBps: 2000, headBps: 10_000, basis: "head" },
    secret: SECRET,
    positions: await positionsOf(["account,position,profit", ...lines].join("\n")),
    liquidations: await liquidationsOf([VALUE_HEADER, ...liquidations].join("\n")),
  });
}

function positionRows({ positions }: Bundle): Row[] {
  return Array.from({ length: positions.count }, (_, row) => {
    const { index, key, profit, cumulativeProfit } = positionAt(positions, row);
    const share = amountAt(positions.shares, row).toString();
    return { index, key, profit: profit.toString(), cumulative_profit: cumulativeProfit.toString(), share };
  });
}

function liquidationRows({ liquidations }: Bundle): Row[] {
  return Array.from({ length: liquidations.count }, (_, row) => {
    const found = liquidationAt(liquidations, row);
    return {
      index: found.index,
      key: found.key,
      market: marketText(found.market),
      side: found.side === 0n ? "long" : "short",
      quantity: found.quantity.toString(),
      takeover_value: found.takeoverValue.toString(),
      close_value: found.closeValue.toString(),
      time: found.time,
      cumulative_profit: found.cumulativeProfit.toString(),
      cumulative_loss: found.cumulativeLoss.toString(),
    };
  });
}

function statementRows(bundle: Bundle): Row[] {
  const list = bundle.private!.statements;
  return Array.from({ length: list.count }, (_, row) => ({
    ...statementNames(list, row),
    index: BigInt(row),
    profit: amountAt(list.profits, row).toString(),
    share: amountAt(list.shares, row).toString(),
    salt: toHex(list.salts.subarray(32 * row, 32 * row + 32)),
  }));
}
