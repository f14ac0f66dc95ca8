import { expect } from "chai";
import fc from "fast-check";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { compressHere, expandHere } from "../../../sdk/src/engine/snappy.ts";
import { expectSameBytes, HERE, nameOf } from "../support/engine.ts";

/** Bytes in which much comes again, near and far, as it does in a column of amounts. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(400), fc.boolean()), { maxLength: 60 })
  .map((parts) => {
    const words = parts.map(([bytes]) => bytes);
    const bytes = parts.flatMap(([own, times, back]) =>
      Array.from({ length: back ? times : 1 }, (_, i) => [...(words[(times + i) % words.length] ?? own)]).flat(),
    );
    return Uint8Array.from(bytes);
  });

const inputs = fc.oneof(fc.uint8Array({ maxLength: 70 }), repetitive);

/** A page of decimal text, longer than the farthest distance of a match. */
const long = new TextEncoder().encode(Array.from({ length: 30_000 }, (_, i) => (i * i * 7919) % 1_000_003).join(" "));

for (const path of HERE) {
  describe(`Snappy: ${nameOf(path)}`, () => {
    it("compresses to what hyparquet-writer makes, byte for byte, and expands it again", () => {
      fc.assert(
        fc.property(inputs, (bytes) => {
          const compressed = compressHere(bytes, path)!;
          expectSameBytes(compressed, snappyCompress(bytes), "compressed");
          expectSameBytes(expandHere(compressed, bytes.length, path)!, bytes, "expanded");
        }),
        { seed: 1, numRuns: 1000 },
      );
      for (const bytes of [long, new Uint8Array(200_000), long.subarray(0, 65_536)]) {
        const compressed = compressHere(bytes, path)!;
        expectSameBytes(compressed, snappyCompress(bytes), "compressed");
        expectSameBytes(expandHere(compressed, bytes.length, path)!, bytes, "expanded");
      }
    });

    it("expands what is malformed to nothing, or to what hyparquet makes of it", () => {
      const broken = fc.record({ bytes: inputs, at: fc.nat(), byte: fc.nat(255), cut: fc.nat(3), more: fc.nat(2) });
      fc.assert(
        fc.property(broken, ({ bytes, at, byte, cut, more }) => {
          const compressed = snappyCompress(bytes).slice();
          compressed[at % compressed.length] = byte;
          const input = compressed.subarray(0, compressed.length - (cut % compressed.length));
          const expanded = expandHere(input, bytes.length + more, path);
          if (expanded !== undefined) expectSameBytes(expanded, referenceOf(input, bytes.length + more), "expanded");
        }),
        { seed: 2, numRuns: 3000 },
      );
    });

    it("reads longer offsets and lengths than it writes", () => {
      const literal = [60 << 2, 4, 1, 2, 3, 4, 5];
      const farCopy = [3 | (4 << 2), 5, 0, 0, 0];
      const expanded = expandHere(Uint8Array.of(10, ...literal, ...farCopy), 10, path)!;
      expect([...expanded]).to.deep.equal([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
    });

    it("leaves alone what points outside", () => {
      for (const bytes of [
        [4, 0xfc, 0xff, 0xff, 0xff, 0xff, 1, 2],
        [4, 0xfc, 0xff, 0xff, 0xff, 0x7f, 1, 2],
        [8, 0, 7, 3 | (6 << 2), 0xff, 0xff, 0xff, 0xff],
        [8, 0, 7, 2 | (6 << 2), 2, 0],
        [8, 0, 7, 2 | (60 << 2), 1, 0],
        [8, 0, 7, 2 | (6 << 2), 0, 0],
        [8, 0, 7, 1],
        [0xff],
        [],
      ]) {
        expect(expandHere(Uint8Array.from(bytes), 8, path), String(bytes)).to.equal(undefined);
      }
    });
  });
}

function referenceOf(bytes: Uint8Array, length: number): Uint8Array {
  const expanded = new Uint8Array(length);
  snappyUncompress(bytes, expanded);
  return expanded;
}
