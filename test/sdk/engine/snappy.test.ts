import fc from "fast-check";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { compressHere } from "../../../sdk/src/engine/snappy.ts";
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
    it("compresses to what hyparquet-writer makes, byte for byte, which expands again", () => {
      fc.assert(
        fc.property(inputs, (bytes) => {
          const compressed = compressHere(bytes, path)!;
          expectSameBytes(compressed, snappyCompress(bytes), "compressed");
          expectSameBytes(expanded(compressed, bytes.length), bytes, "expanded");
        }),
        { seed: 1, numRuns: 1000 },
      );
      for (const bytes of [long, new Uint8Array(200_000), long.subarray(0, 65_536)]) {
        const compressed = compressHere(bytes, path)!;
        expectSameBytes(compressed, snappyCompress(bytes), "compressed");
        expectSameBytes(expanded(compressed, bytes.length), bytes, "expanded");
      }
    });
  });
}

function expanded(bytes: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  snappyUncompress(bytes, output);
  return output;
}
