import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Bundle,
  checkStatement,
  proveInFolder,
  proveStatement,
  type Statement,
  settleTables,
  settleTablesAsync,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { FORMAT, liquidationsOf, PERIOD, positionsOf, SECRET, VALUE_HEADER, withFolder } from "../tables/tables.ts";

const COUNT = 5_000;
const RULE = { coverBps: 2000, headBps: 9000, basis: "head" } as const;

async function tables(count: number) {
  const lines = Array.from({ length: count }, (_, row) => `a${row},p,${(7919 * row) % 5003}.${row % 10}1`);
  return {
    ...FORMAT,
    ...PERIOD,
    rule: RULE,
    secret: SECRET,
    positions: await positionsOf(["account,position,profit", ...lines].join("\n")),
    liquidations: await liquidationsOf(`${VALUE_HEADER}\nliq-1,BTCUSDT,long,1,1000,0,1760130000\n`),
  };
}

describe("proving from a folder", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = settleTables(await tables(COUNT));
  });

  /** A statement, and why the whole list was read, if it was. */
  async function prove(folder: string, account = "a17"): Promise<{ statement?: Statement; reason?: string }> {
    let reason: string | undefined;
    const statement = await proveInFolder(folder, account, "p", {
      onWholeList: (why) => {
        reason = why;
      },
    });
    return { ...(statement && { statement }), ...(reason !== undefined && { reason }) };
  }

  it("gives what the whole list gives, for each position, from a part of it", async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      await writeBundle(out, bundle);
      for (let row = 1; row < COUNT; row += 311) {
        const { statement, reason } = await prove(out, `a${row}`);
        expect(reason).to.equal(undefined);
        expect(statement).to.deep.equal(proveStatement(bundle, `a${row}`, "p"));
        expect(checkStatement(statement as Statement).ok).to.equal(true);
      }
    });
  }).timeout(60_000);

  it("does not believe the files that make it quick", async () => {
    const right = proveStatement(bundle, "a17", "p");
    const spoils: Record<string, (out: string) => Promise<unknown>> = {
      "there is no": (out) => rm(join(out, "positions.index")),
      "positions.tree": (out) => rm(join(out, "positions.tree")),
      "is too short": async (out) => {
        const tree = await readFile(join(out, "positions.tree"));
        await writeFile(join(out, "positions.tree"), tree.subarray(0, 33));
      },
      "positions.tree or the list is not": async (out) => {
        const tree = await readFile(join(out, "positions.tree"));
        await writeFile(
          join(out, "positions.tree"),
          tree.map((byte) => byte ^ 1),
        );
      },
      "does not lead to the position": (out) => writeFile(join(out, "positions.index"), new Uint8Array(8 * COUNT)),
      "positions.index does": async (out) => {
        const index = await readFile(join(out, "positions.index"));
        await writeFile(
          join(out, "positions.index"),
          index.map((byte, at) => (at % 8 === 0 ? byte ^ 1 : byte)),
        );
      },
    };
    for (const [why, spoil] of Object.entries(spoils)) {
      await withFolder(async (folder) => {
        const out = join(folder, "out");
        await writeBundle(out, bundle);
        await spoil(out);
        const { statement, reason } = await prove(out);
        expect(reason, why).to.include(why);
        expect(statement).to.deep.equal(right);
      });
    }
  }).timeout(60_000);

  it("says that a position is not there only after the whole list was read", async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      await writeBundle(out, bundle);
      expect(await prove(out, "nobody")).to.deep.equal({
        reason: "positions.index does not lead to the position",
      });
    });
  });

  it("writes no such files for a short list, and needs none", async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      const short = settleTables(await tables(40));
      await writeBundle(out, short);
      const { statement, reason } = await prove(out);
      expect(reason).to.equal(undefined);
      expect(statement).to.deep.equal(proveStatement(short, "a17", "p"));
    });
  });
});

describe("settling in the background", () => {
  it("gives what settling at once gives, and tells how far it is", async () => {
    for (const count of [0, 1, 300]) {
      const input = await tables(count);
      const told: number[] = [];
      const later = await settleTablesAsync(input, { onProgress: (done) => told.push(done) });
      expect(later).to.deep.equal(settleTables(input));
      expect(told.every((done, at) => done >= (told[at - 1] ?? 0) && done <= 1)).to.equal(true);
    }
  });

  it("leaves the table as it was, also where the engine sorts in place", async () => {
    const input = await tables(250_000);
    const before = input.positions.profits.low.slice();
    const told: number[] = [];
    const bundle = await settleTablesAsync(input, { onProgress: (done) => told.push(done) });
    expect(input.positions.profits.low).to.deep.equal(before);
    expect(bundle.document).to.deep.equal(settleTables(input).document);
    expect(told.at(-1)).to.equal(1);
  }).timeout(120_000);
});
