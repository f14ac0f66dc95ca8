import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { type AsyncBuffer, parquetReadObjects } from "hyparquet";
import { type Amounts, amountsToArray, checksumAddress, toHex } from "zke-insurance-fund";
import {
  type Bundle,
  readBundle,
  settleTables,
  statementNames,
  verifyBundle,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { amounts, rules, SEED } from "../support/arbitraries.ts";
import { periodOf, vectors } from "../support/vectors.ts";
import {
  bundleOfCase,
  expectRefusal,
  FORMAT,
  liquidationsCsv,
  liquidationsOf,
  PERIOD,
  positionsCsv,
  positionsOf,
  SECRET,
  tableOf,
  VALUE_HEADER,
  withFolder,
} from "../tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;

const tables = fc.record({
  profits: fc.array(amounts(118), { maxLength: 12 }),
  liquidations: fc.array(
    fc.record({
      market: fc.constantFrom("BTCUSDT", "é".repeat(15), "a,b"),
      side: fc.constantFrom("long" as const, "short" as const),
      quantity: amounts(128, 1n).map(String),
      takeoverValue: amounts(120).map(String),
      closeValue: amounts(120).map(String),
      time: fc.bigInt({ min: PERIOD.startTime, max: PERIOD.endTime - 1n }).map(String),
    }),
    { maxLength: 5 },
  ),
  rule: rules,
});

/** A bundle as a foreign reader sees it: a list of objects a file. */
async function foreignRows(path: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file: AsyncBuffer = { byteLength: buffer.byteLength, slice: (start, end) => buffer.slice(start, end) };
  return parquetReadObjects({ file });
}

async function roundTrip(bundle: Bundle): Promise<Bundle> {
  return withFolder(async (folder) => {
    await writeBundle(join(folder, "out"), bundle);
    return readBundle(join(folder, "out"));
  });
}

/** A bundle with its amounts as integers: whether a column has high limbs is no difference. */
const plain = ({ document, positions: { tree: _, ...positions }, liquidations, private: secrets }: Bundle) => ({
  document,
  positions: {
    ...positions,
    ...integers({ profits: positions.profits, cumulative: positions.cumulative, shares: positions.shares }),
  },
  liquidations: {
    indexes: liquidations.indexes,
    keys: liquidations.keys,
    markets: liquidations.markets,
    sides: liquidations.sides,
    times: liquidations.times,
    ...integers({
      quantities: liquidations.quantities,
      takeoverValues: liquidations.takeoverValues,
      closeValues: liquidations.closeValues,
      cumulativeProfit: liquidations.cumulativeProfit,
      cumulativeLoss: liquidations.cumulativeLoss,
    }),
  },
  secret: secrets?.secret,
  statements: secrets && {
    names: Array.from(secrets.statements.rows, (_, index) => statementNames(secrets.statements, index)),
    indexes: secrets.statements.indexes,
    salts: secrets.statements.salts,
    ...integers({ profits: secrets.statements.profits, shares: secrets.statements.shares }),
  },
});

const integers = (columns: Record<string, Amounts>) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, amountsToArray(column)]));

describe("a bundle on disk", () => {
  for (const vector of vectors) {
    it(`holds every figure of: ${vector.name}`, async () => {
      const bundle = await roundTrip(await bundleOfCase(vector));
      const { settlement, outcome, policy } = bundle.document;
      expect({ ...vector.policy }).to.deep.equal(policy);
      for (const [field, value] of Object.entries({ ...vector.settlement, ...vector.outcome })) {
        expect(String({ ...settlement, ...outcome }[field as keyof typeof settlement]), field).to.equal(value);
      }
      const { positions } = bundle;
      expect(amountsToArray(positions.shares).map(String)).to.deep.equal(vector.rows.map(({ share }) => share));
      expect(vector.rows.map((_, i) => toHex(positions.keys.slice(32 * i, 32 * i + 32)))).to.deep.equal(
        vector.rows.map(({ key }) => key),
      );
      const head = vector.rows.slice(0, Number(vector.settlement.headCount));
      const statements = bundle.private!.statements;
      expect(head.map((_, index) => statementNames(statements, index))).to.deep.equal(
        head.map(({ account, position }) => ({ account, position })),
      );
      expect(head.map((_, i) => toHex(statements.salts.slice(32 * i, 32 * i + 32)))).to.deep.equal(
        head.map(({ salt }) => salt),
      );
      expect(verifyBundle(bundle)).to.deep.equal({ ok: true, findings: [] });
    });
  }

  it("comes back as it was, amounts up to 128 bits", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ profits, liquidations, rule }) => {
        const positions = profits.map((profit, i) => ({
          account: `a"${i}`,
          position: "p,\n",
          profit: profit.toString(),
        }));
        const named = liquidations.map((liquidation, i) => ({ ...liquidation, liquidation: `l${i}` }));
        const bundle = settleTables({
          ...FORMAT,
          ...PERIOD,
          rule,
          secret: SECRET,
          positions: tableOf(positions),
          liquidations: await liquidationsOf(liquidationsCsv(named)),
        });
        const back = await roundTrip(bundle);
        expect(plain(back)).to.deep.equal(plain(bundle));
        expect(verifyBundle(back).findings).to.deep.equal([]);
      }),
      { seed: SEED, numRuns: 40 },
    );
  }).timeout(60_000);

  it("comes back exactly on both sides of what a number holds, and of 64 bits", async () => {
    const edges = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 16n - 1n, 10n ** 16n, 2n ** 64n - 1n, 2n ** 64n];
    const bundle = settleTables({
      ...FORMAT,
      ...PERIOD,
      rule: { coverBps: 2000, headBps: 10_000, basis: "head" },
      secret: SECRET,
      positions: await positionsOf(
        positionsCsv(edges.map((profit, row) => ({ account: `a${row}`, position: "p", profit: profit.toString() }))),
      ),
      liquidations: await liquidationsOf(`${VALUE_HEADER}\nl,M,long,1,9000000000,3,1760130000`),
    });
    expect((await roundTrip(bundle)).positions.profits).to.deep.equal(bundle.positions.profits);
    expect(amountsToArray(bundle.positions.profits)).to.deep.equal(edges.toReversed());
  });

  it("reads the same with a reader that is not ours", async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      await writeBundle(out, await bundleOfCase(someCase));
      const rows = await foreignRows(join(out, "positions.parquet"));
      expect(rows.map((row) => Object.keys(row).join())[0]).to.equal("index,key,profit,cumulative_profit,share");
      expect(rows.map((row) => ({ ...row, key: toHex(row.key as Uint8Array) }))).to.deep.equal(
        someCase.rows.map(({ key, profit, cumulativeProfit, share }, index) => ({
          index: BigInt(index),
          key,
          profit,
          cumulative_profit: cumulativeProfit,
          share,
        })),
      );
      const liquidations = await foreignRows(join(out, "liquidations.parquet"));
      expect(Object.keys(liquidations[0]!).join()).to.equal(
        "index,key,market,side,quantity,takeover_value,close_value,time,cumulative_profit,cumulative_loss",
      );
      expect(liquidations.map((row) => ({ ...row, key: toHex(row.key as Uint8Array) }))).to.deep.equal(
        someCase.liquidationRows.map(({ key, market, side, quantity, time, ...row }, index) => ({
          index: BigInt(index),
          ...{ key, market, side, quantity },
          takeover_value: row.takeoverValue,
          close_value: row.closeValue,
          time: BigInt(time),
          cumulative_profit: row.cumulativeProfit,
          cumulative_loss: row.cumulativeLoss,
        })),
      );
      const statements = await foreignRows(join(out, "private/statements.parquet"));
      expect(Object.keys(statements[0]!).join()).to.equal("account,position,index,profit,share,salt");
    });
  });

  it("spans many row groups", async () => {
    const profits = Array.from({ length: 70_000 }, (_, i) => ({
      account: `a${i}`,
      position: "p",
      profit: String(i + 1),
    }));
    const bundle = settleTables({
      ...FORMAT,
      ...periodOf(someCase.settlement),
      rule: { coverBps: 2000, headBps: 9000, basis: "head" },
      secret: SECRET,
      positions: await positionsOf(positionsCsv(profits)),
      liquidations: await liquidationsOf(liquidationsCsv(someCase.liquidations), periodOf(someCase.settlement)),
    });
    expect(plain(await roundTrip(bundle)).positions).to.deep.equal(plain(bundle).positions);
  }).timeout(60_000);

  it("keeps private/ to its owner, and names only the fields of the format", async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "new", "out");
      await writeBundle(out, await bundleOfCase(someCase));
      const mode = async (path: string) => (await stat(join(out, path))).mode & 0o777;
      expect(await mode("private")).to.equal(0o700);
      expect(await mode("private/secret")).to.equal(0o600);
      expect(await mode("private/statements.parquet")).to.equal(0o600);
      expect((await readdir(out)).sort()).to.deep.equal([
        "liquidations.parquet",
        "positions.parquet",
        "private",
        "settlement.json",
      ]);
      const document = JSON.parse(await readFile(join(out, "settlement.json"), "utf8"));
      expect(Object.keys(document)).to.deep.equal([
        "format",
        "chainId",
        "fund",
        "decimals",
        "policy",
        "settlement",
        "outcome",
      ]);
      expect(document).to.include({ format: "zke-settlement-v2", chainId: someCase.chainId, decimals: 6 });
      expect(document.fund).to.equal(checksumAddress(someCase.fund));
      expect(document.policy).to.deep.equal(someCase.policy);
      expect(document.outcome).to.deep.equal(someCase.outcome);
      expect(document.settlement).to.deep.equal(someCase.settlement);
      expect(await readFile(join(out, "private/secret"), "utf8")).to.equal(`${someCase.secret}\n`);
    });
  });
});

describe("writing a bundle", () => {
  it("takes an empty folder, also behind a link, and refuses a folder with something in it", async () => {
    const bundle = await bundleOfCase(someCase);
    await withFolder(async (folder) => {
      await mkdir(join(folder, "empty"));
      await symlink(join(folder, "empty"), join(folder, "link"));
      await writeBundle(join(folder, "link"), bundle);
      expect((await readBundle(join(folder, "empty"))).document).to.deep.equal(bundle.document);
      await expectRefusal(writeBundle(join(folder, "empty"), bundle), /empty: the output folder is not empty/);
      await writeFile(join(folder, "file"), "");
      await expectRefusal(writeBundle(join(folder, "file"), bundle), /file: a file, where a folder is expected/);
      await expectRefusal(writeBundle(join(folder, "file", "out"), bundle), /: a file, where a folder is expected/);
      expect((await readdir(folder)).sort()).to.deep.equal(["empty", "file", "link"]);
    });
  });

  it("leaves nothing behind when it is stopped or fails", async () => {
    const bundle = await bundleOfCase(someCase);
    await withFolder(async (folder) => {
      const controller = new AbortController();
      controller.abort();
      const stopped = await writeBundle(join(folder, "out"), bundle, { signal: controller.signal }).catch(
        (error) => error,
      );
      expect(stopped.name).to.equal("AbortError");
      const broken = { ...bundle, positions: { ...bundle.positions, keys: new Uint8Array(0) } };
      const failed = await writeBundle(join(folder, "out"), broken).catch((error) => error);
      expect(failed).to.be.instanceOf(Error);
      expect(await readdir(folder)).to.deep.equal([]);
    });
  });
});

describe("the progress of writing and reading a bundle", () => {
  it("counts the rows of all lists, up to the last one", async () => {
    const lines = Array.from({ length: 140_000 }, (_, row) => `a${row},p,${row < 70_000 ? 2 : 1}`);
    const bundle = settleTables({
      ...FORMAT,
      ...PERIOD,
      rule: { coverBps: 2000, headBps: 6000, basis: "head" },
      secret: SECRET,
      positions: await positionsOf(["account,position,profit", ...lines].join("\n")),
      liquidations: await liquidationsOf(`${VALUE_HEADER}\nl,M,long,1,9,3,1760130000`),
    });
    const head = bundle.private!.statements.count;
    await withFolder(async (folder) => {
      const written: number[][] = [];
      const read: number[][] = [];
      await writeBundle(join(folder, "out"), bundle, { onRows: (rows, done) => written.push([rows, done]) });
      await readBundle(join(folder, "out"), { onRows: (rows, done) => read.push([rows, done]) });
      expectProgress(written, 140_000 + 1 + head);
      expectProgress(read, 140_000 + head);

      // A signal ends the reading, and what it ended is not called damaged.
      for (const before of [true, false]) {
        const controller = new AbortController();
        let calls = 0;
        const onRows = () => {
          calls++;
          controller.abort(new Error("enough"));
        };
        if (before) controller.abort(new Error("enough"));
        const ended = readBundle(join(folder, "out"), { onRows, signal: controller.signal });
        expect(await ended.then(String, String)).to.equal("Error: enough");
        expect(calls).to.equal(before ? 0 : 1);
      }
    });
  }).timeout(30_000);
});

function expectProgress(told: readonly number[][], total: number): void {
  expect(told.length).to.be.above(3);
  for (const [i, [rows = 0, done]] of told.entries()) {
    expect(rows).to.be.at.least(told[i - 1]?.[0] ?? 0);
    expect(done).to.equal(rows / total);
  }
  expect(told.at(-1)).to.deep.equal([total, 1]);
}
