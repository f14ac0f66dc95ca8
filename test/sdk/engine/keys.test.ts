import { expect } from "chai";
import fc from "fast-check";
import { keyOf, keysOf, saltOf, saltsOfPacked, toHex } from "zke-insurance-fund";
import { hashIdsReference } from "../../../sdk/src/commitment/packed-ids.ts";
import { keysHere } from "../../../sdk/src/engine/keys.ts";
import { check } from "../support/arbitraries.ts";
import { expectSameBytes, HERE, nameOf } from "../support/engine.ts";

const SECRET = `0x${"5a".repeat(32)}` as const;
const secret = new Uint8Array(32).fill(0x5a);

/** Ids of given lengths, one behind the other. */
function idsOf(lengths: readonly number[]) {
  let end = 0;
  const ends = lengths.map((length) => {
    end += length;
    return end;
  });
  return { bytes: Uint8Array.from({ length: end }, (_, at) => (at * 31 + 7) & 0xff), ends };
}

describe("the engine's keys", function () {
  this.timeout(20_000);

  for (const path of HERE) {
    describe(nameOf(path), () => {
      const expectReference = (lengths: readonly number[], rows: Uint32Array) => {
        const job = () => ({
          secret,
          ids: idsOf(lengths),
          rows,
          salts: new Uint8Array(32 * rows.length),
          keys: new Uint8Array(32 * rows.length),
        });
        const [actual, expected] = [job(), job()];
        expect(keysHere(actual, path)).to.equal(true);
        hashIdsReference(expected);
        expectSameBytes(actual.salts, expected.salts, "salts");
        expectSameBytes(actual.keys, expected.keys, "keys");
      };

      it("are the reference's for ids of every length up to three blocks, beside a shorter and a longer one", () => {
        const lengths = Array.from({ length: 380 }, (_, length) => [length + 1, 400 - length]).flat();
        expectReference(
          lengths,
          Uint32Array.from(lengths, (_, row) => row),
        );
      });

      it("are the reference's for any ids in any order, some left out, some twice", () => {
        const lists = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 12 });
        check(
          fc.property(lists, fc.array(fc.nat(), { maxLength: 12 }), (lengths, numbers) =>
            expectReference(
              lengths,
              Uint32Array.from(numbers, (number) => number % lengths.length),
            ),
          ),
        );
      });

      it("are the reference's for more ids than a block has, and for one of a megabyte", () => {
        const lengths = Array.from({ length: 4099 }, (_, row) => 1 + (row % 40));
        expectReference(
          lengths,
          Uint32Array.from(lengths, (_, row) => row),
        );
        expectReference([5, 1_000_003, 6], Uint32Array.of(2, 1, 0, 1));
      });
    });
  }

  it("are those of single ids", () => {
    const ids = ["a", "bob\0ETHUSDT", "ü".repeat(60), "x".repeat(103), "x".repeat(104), "x".repeat(300)];
    const keys = keysOf(SECRET, ids);
    ids.forEach((id, row) => {
      expect(toHex(keys.subarray(32 * row, 32 * row + 32))).to.equal(keyOf(saltOf(SECRET, id), id));
      const packed = { bytes: new TextEncoder().encode(id), ends: [new TextEncoder().encode(id).length] };
      expect(toHex(saltsOfPacked(SECRET, packed, Uint32Array.of(0)))).to.equal(saltOf(SECRET, id));
    });
  });
});
