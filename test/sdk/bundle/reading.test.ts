import { readFile, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { InputError } from "zke-insurance-fund";
import { documentToJson, readBundle, settlementHashOf, writeBundle } from "zke-insurance-fund/bundle";
import { SEED } from "../support/arbitraries.ts";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase, expectRefusal, withFolder } from "../tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;

describe("reading a bundle", () => {
  const withBundle = (run: (out: string) => Promise<void>) =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      await writeBundle(out, await bundleOfCase(someCase));
      await run(out);
    });

  for (const name of [
    "settlement.json",
    "positions.parquet",
    "liquidations.parquet",
    "private/secret",
    "private/statements.parquet",
  ]) {
    it(`refuses a bundle without ${name}, or with an empty one`, () =>
      withBundle(async (out) => {
        await unlink(join(out, name));
        await expectRefusal(readBundle(out), `${join(out, name)}: no such file or folder`);
        await writeFile(join(out, name), "");
        await expectRefusal(readBundle(out), /out\/.*: (not valid JSON|not a readable Parquet file|not a secret)/);
      }));
  }

  it("refuses a folder that is none, or is no bundle", async () => {
    await expectRefusal(readBundle("/nonexistent"), "/nonexistent/settlement.json: no such file or folder");
  });

  it("refuses other formats, missing, unknown and malformed fields", () =>
    withBundle(async (out) => {
      const path = join(out, "settlement.json");
      const right = JSON.parse(await readFile(path, "utf8"));
      const wrong: [change: object, reason: RegExp][] = [
        [{ format: "zke-settlement-v1" }, /unknown format \(got "zke-settlement-v1", expected "zke-settlement-v2"\)/],
        [{ chainId: undefined }, /the settlement file has no field "chainId"/],
        [{ chainId: null }, /chainId is null, and the other is not \(expected both, or neither\)/],
        [{ fund: null }, /fund is null, and the other is not/],
        [{ chainId: 1 }, /chainId is not an integer \(got "1"/],
        [{ chainId: "0" }, /chainId and fund name no fund: a chain id is out of range/],
        [{ chainId: String(2n ** 256n) }, /chainId is too large/],
        [{ fund: "0x12" }, /chainId and fund name no fund: an address is malformed/],
        [{ fund: `0x${"00".repeat(20)}` }, /chainId and fund name no fund: the fund's address is zero/],
        [{ fund: "0xfb6916095ca1df60bB79Ce92cE3Ea74c37c5d359" }, /an address's capitals do not fit its digits/],
        [{ fund: 5 }, /fund is not a string/],
        [{ decimals: 19 }, /decimals are out of range \(got "19", expected 0 to 18\)/],
        [{ decimals: 1.5 }, /decimals is not an integer/],
        [{ note: "" }, /the settlement file has an unknown field \(got "note"/],
        [{ outcome: undefined }, /the settlement file has no field "outcome"/],
        [{ outcome: [] }, /outcome is not an object \(got "a list of 0"\)/],
        [
          { settlement: { ...right.settlement, loss: 1 } },
          /settlement\.loss is not an integer \(got "1", expected an integer below 2\^128 as a decimal string\)/,
        ],
        [{ settlement: { ...right.settlement, loss: "01" } }, /settlement\.loss is not an integer/],
        [{ settlement: { ...right.settlement, loss: String(2n ** 128n) } }, /settlement\.loss is too large/],
        [{ settlement: { ...right.settlement, positionsRoot: "0x12" } }, /settlement\.positionsRoot is not 32 bytes/],
        [{ policy: { ...right.policy, headBps: 10_001 } }, /headBps is out of bounds/],
        [{ policy: { ...right.policy, basis: "some" } }, /unknown basis/],
        [{ policy: { ...right.policy, coverBps: 0.5 } }, /policy\.coverBps is not an integer/],
      ];
      for (const [change, reason] of wrong) {
        await writeFile(path, JSON.stringify({ ...right, ...change }));
        await expectRefusal(readBundle(out), reason);
      }
    }));

  it("refuses a field that is there twice, and a settlement.json that never ends", () =>
    withBundle(async (out) => {
      const path = join(out, "settlement.json");
      const right = await readFile(path, "utf8");
      await writeFile(path, right.replace('"decimals": 6', '"decimals": 7, "decimals": 6'));
      await expectRefusal(readBundle(out), `${path}: a field is there twice`);
      await writeFile(path, right.replace('"loss":', '"l\\u006fss": "1", "loss":'));
      await expectRefusal(readBundle(out), `${path}: a field is there twice`);
      await unlink(path);
      await symlink("/dev/zero", path);
      await expectRefusal(
        readBundle(out),
        `${path}: the file is too large (got "more than 1048576 bytes", expected at most 1048576)`,
      );
    }));

  it("reads a bundle of no named fund, and any decimals from 0 to 18", () =>
    withBundle(async (out) => {
      const path = join(out, "settlement.json");
      const right = JSON.parse(await readFile(path, "utf8"));
      await writeFile(path, JSON.stringify({ ...right, chainId: null, fund: null, decimals: 0 }));
      const { document } = await readBundle(out);
      expect(document.identity).to.equal(undefined);
      expect(document.decimals).to.equal(0);
      expect(settlementHashOf(document)).to.equal(undefined);
      await writeFile(path, JSON.stringify({ ...right, fund: right.fund.toLowerCase(), decimals: "18" }));
      const named = (await readBundle(out)).document;
      expect(documentToJson(named)).to.deep.include({ chainId: right.chainId, fund: right.fund, decimals: 18 });
      expect(settlementHashOf(named)).to.equal(someCase.settlementHash);
    }));

  it("says of a damaged list that it is damaged, not what its reader tripped over", () =>
    withBundle(async (out) => {
      const path = join(out, "liquidations.parquet");
      const right = await readFile(path);
      const damage = fc.record({
        at: fc.integer({ min: 1, max: Math.min(400, right.length) }),
        byte: fc.integer({ max: 255, min: 0 }),
      });
      await fc.assert(
        fc.asyncProperty(damage, async ({ at, byte }) => {
          const bytes = Uint8Array.from(right);
          bytes[bytes.length - at] = byte;
          await writeFile(path, bytes);
          const error = await readBundle(out).then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error === undefined) return;
          expect(error).to.be.instanceOf(InputError);
          expect(String(error)).to.not.match(/undefined|Cannot|BigInt|is not a function/);
        }),
        { seed: SEED, numRuns: 400 },
      );
    })).timeout(60_000);

  it("leaves private/ unread on request", () =>
    withBundle(async (out) => {
      expect((await readBundle(out, { private: false })).private).to.equal(undefined);
    }));

  it("refuses a positions file that is another list, or claims more rows than its bytes can hold", () =>
    withBundle(async (out) => {
      const path = join(out, "positions.parquet");
      await writeFile(path, await readFile(join(out, "private/statements.parquet")));
      await expectRefusal(readBundle(out), /positions\.parquet: the columns are not the expected ones/);
      const count = 100_000;
      const all = <T>(value: T) => Array.from({ length: count }, () => value);
      const columnData = [
        { name: "index", data: all(0n) },
        { name: "key", data: all(new Uint8Array(32)), type: "BYTE_ARRAY" as const },
        ...["profit", "cumulative_profit", "share"].map((name) => ({ name, data: all("1") })),
      ];
      await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData })));
      await expectRefusal(
        readBundle(out),
        /positions\.parquet: the file is too small for its rows \(got "100000 rows"\)/,
      );
    })).timeout(60_000);
});
