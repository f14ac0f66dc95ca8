import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Bundle,
  checkStatement,
  createProver,
  openProver,
  type Prover,
  proveStatement,
  type Statement,
  statementToJson,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { statementLines } from "../../../sdk/src/bundle/statement-lines.ts";
import { escaped } from "../../../sdk/src/errors.ts";
import { expectRefusal, withFolder } from "../tables/tables.ts";
import { bundleOfTraders, tradersOf } from "./traders.ts";

const COUNT = 70_000;

async function listOf<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

async function linesOf({ source }: Prover): Promise<string> {
  let text = "";
  for await (const { bytes } of statementLines(source)) text += new TextDecoder().decode(bytes);
  return text;
}

const jsonOf = (statements: readonly Statement[]) =>
  statements.map((statement) => `${JSON.stringify(statementToJson(statement))}\n`).join("");

async function inFolder(bundle: Bundle, run: (out: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await writeBundle(join(folder, "out"), bundle);
    await run(join(folder, "out"));
  });
}

describe("a prover from a folder", () => {
  for (const count of [0, 1, 40, 5_000]) {
    it(`proves what a prover in memory proves: ${count} positions`, async () => {
      const bundle = await bundleOfTraders(count);
      const all = await listOf(createProver(bundle).all());
      await inFolder(bundle, async (out) => {
        const prover = await openProver(out);
        expect(await listOf(prover.all())).to.deep.equal(all);
        expect(await linesOf(prover)).to.equal(jsonOf(all));
        for (const { account } of tradersOf(count).slice(0, 8)) {
          expect(await prover.proveAccount(account)).to.deep.equal(all.filter((one) => one.account === account));
        }
      });
    }).timeout(60_000);
  }

  it("finds each position by a part of the list, and keeps little of it", async () => {
    const bundle = await bundleOfTraders(5_000);
    await inFolder(bundle, async (out) => {
      const prover = await openProver(out, { parts: 1 });
      for (const { account, position } of tradersOf(5_000).filter((_, row) => row % 500 === 7)) {
        expect(await prover.prove(account, position)).to.deep.equal(proveStatement(bundle, account, position));
      }
      expect(await prover.prove("nobody", "p")).to.equal(undefined);
    });
  }).timeout(60_000);

  it("goes over the seams of row groups, and of the tree's parts", async () => {
    const bundle = await bundleOfTraders(COUNT, undefined, { coverBps: 2000, headBps: 10_000, basis: "head" });
    await inFolder(bundle, async (out) => {
      const prover = await openProver(out);
      let index = 0n;
      for await (const statement of prover.all()) {
        expect(statement.index).to.equal(index++);
        if (index % 997n === 0n || (index > 65_500n && index < 65_600n))
          expect(checkStatement(statement).ok).to.equal(true);
      }
      expect(index).to.equal(BigInt(COUNT));
      expect(await linesOf(prover)).to.equal(await linesOf(createProver(bundle)));
    });
  }).timeout(120_000);

  it("does not believe the files that make it quick", async () => {
    const bundle = await bundleOfTraders(5_000);
    const all = await listOf(createProver(bundle).all());
    const flip = (name: string) => async (out: string) => {
      const bytes = await readFile(join(out, name));
      await writeFile(
        join(out, name),
        bytes.map((byte) => byte ^ 1),
      );
    };
    const spoils = [
      (out: string) => rm(join(out, "positions.index")),
      (out: string) => rm(join(out, "positions.tree")),
      (out: string) => writeFile(join(out, "positions.tree"), new Uint8Array(31)),
      (out: string) => writeFile(join(out, "positions.index"), new Uint8Array(8 * 5_000)),
      flip("positions.tree"),
      flip("positions.index"),
    ];
    for (const spoil of spoils) {
      await inFolder(bundle, async (out) => {
        await spoil(out);
        const prover = await openProver(out);
        const one = all[1_234]!;
        expect(await prover.prove(one.account, one.position)).to.deep.equal(one);
        expect(await prover.prove("nobody", "p")).to.equal(undefined);
        expect(await linesOf(prover)).to.equal(jsonOf(all));
      });
    }
  }).timeout(120_000);

  it("proves nothing of another list, of other names, or without the private part", async () => {
    const bundle = await bundleOfTraders(5_000);
    const other = await bundleOfTraders(5_000, (row) => ({ account: `other-${row}`, position: "p" }));
    const { account, position } = (await listOf(createProver(bundle).all()))[17]!;
    await inFolder(bundle, async (out) => {
      await inFolder(other, async (from) => {
        await writeFile(join(out, "positions.parquet"), await readFile(join(from, "positions.parquet")));
        const prover = await openProver(out);
        await expectRefusal(listOf(prover.all()), /positions.parquet: the list is not the committed one/);
        await expectRefusal(prover.prove(account, position), /not the committed/);
        await expectRefusal(prover.proveAccount(account), /not the committed/);
      });
    });
    await inFolder(bundle, async (out) => {
      await inFolder(other, async (from) => {
        await writeFile(
          join(out, "private/statements.parquet"),
          await readFile(join(from, "private/statements.parquet")),
        );
        const prover = await openProver(out);
        await expectRefusal(listOf(prover.all()), /statements.parquet:1: the ids are not those of the key/);
        expect((await prover.prove(account, position))?.index).to.equal(17n);
        await rm(join(out, "private"), { recursive: true });
        await expectRefusal(openProver(out), /no private part/);
      });
    });
  }).timeout(60_000);

  it("has ids of any kind in its lines as JSON has them, what is not seen written out", async () => {
    const ids = [
      'q"uote',
      "back\\slash",
      "ünï",
      "tab\there",
      "\u202e",
      "\ufeffbom",
      "\u2028",
      "😀",
      "\u007f",
      "\u0001",
    ];
    const rule = { coverBps: 2000, headBps: 10_000, basis: "head" } as const;
    const bundle = await bundleOfTraders(ids.length, (row) => ({ account: ids[row]!, position: ids[row]! }), rule);
    const prover = createProver(bundle);
    const lines = await linesOf(prover);
    expect(lines).to.equal(escaped(jsonOf(await listOf(prover.all()))));
    expect(lines)
      .to.match(/\\u202e.*\\u007f/s)
      .and.not.to.match(/[\u007f\u2028\u202e\ufeff]/);
    const read = lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).account);
    expect(read.toSorted()).to.deep.equal(ids.toSorted());
  });

  it("has amounts beyond 64 bits in its lines, and a fund that is not named", async () => {
    const input = await bundleOfTraders.input(300);
    const profits = { low: input.positions.profits.low, high: new BigUint64Array(300).map((_, at) => BigInt(at % 3)) };
    const { identity: _, ...rest } = input;
    const { settleTables } = await import("zke-insurance-fund/bundle");
    const prover = createProver(settleTables({ ...rest, positions: { ...input.positions, profits } }));
    const all = await listOf(prover.all());
    expect(all.some(({ profit }) => profit >> 64n > 0n)).to.equal(true);
    expect(await linesOf(prover)).to.equal(jsonOf(all));
  });
});
