import { expect } from "chai";
import { keccak256 } from "zke-insurance-fund";
import { keyIndex, leavesBelow, lowestKept, placeBits, placesOf, slotsKept } from "../../../sdk/src/bundle/lookup.ts";

const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 70, 2047, 2048, 2049, 4095, 4096, 4097, 5000, 8191, 8193];

function keysOf(count: number): Uint8Array {
  const keys = new Uint8Array(32 * count);
  for (let place = 0; place < count; place++) {
    keys.set(keccak256(Uint8Array.of(place & 255, place >> 8)), 32 * place);
  }
  return keys;
}

const reader = (bytes: Uint8Array) => async (start: number, length: number) => bytes.slice(start, start + length);

describe("the index of keys", () => {
  it("leads to each key's place, in few reads, and nowhere for other keys", async () => {
    for (const count of COUNTS) {
      const keys = keysOf(count);
      const index = keyIndex(keys, count);
      expect(index.length).to.equal(8 * count);
      let reads = 0;
      const read = (start: number, length: number) => {
        reads++;
        return reader(index)(start, length);
      };
      for (let place = 0; place < count; place += count > 100 ? 97 : 1) {
        reads = 0;
        const places = await placesOf(keys.subarray(32 * place, 32 * place + 32), count, read);
        expect(places).to.deep.equal([place]);
        expect(reads).to.be.at.most(placeBits(count) + 3);
      }
      expect(await placesOf(keccak256(Uint8Array.of(1, 2, 3)), count, read)).to.deep.equal([]);
    }
  });

  it("names every place of keys that begin alike, and those at either end", async () => {
    const keys = new Uint8Array(32 * 6);
    for (const [place, first] of [0xff, 0, 0x80, 0x80, 0x80, 0].entries())
      keys.fill(first, 32 * place, 32 * place + 31);
    const index = keyIndex(keys, 6);
    const of = (place: number) => placesOf(keys.subarray(32 * place, 32 * place + 32), 6, reader(index));
    expect(await of(0)).to.deep.equal([0]);
    expect(await of(1)).to.deep.equal([1, 5]);
    expect(await of(3)).to.deep.equal([2, 3, 4]);
  });
});

describe("the uppermost nodes", () => {
  it("are whole levels, and leave some thousand leaves below each", () => {
    expect(COUNTS.map(slotsKept)).to.deep.equal(
      COUNTS.map((count) => (count <= 2048 ? 0 : count <= 4096 ? 1 : count <= 8192 ? 3 : 7)),
    );
    expect(slotsKept(10_000_000)).to.equal(8191);
  });

  it("have below them the leaves that the tree has there", () => {
    for (const count of COUNTS.filter((count) => count < 100)) {
      for (let slot = 0; slot < 2 * count - 1; slot++) {
        const found = leavesBelow(slot, count).flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, i) => from + i),
        );
        expect(found, `${slot} of ${count}`).to.deep.equal(leavesUnder(slot, count));
      }
    }
  });

  it("stand on each leaf's path", () => {
    for (const count of [2049, 5000, 8193]) {
      for (let index = 0; index < count; index += 61) {
        const slot = lowestKept(count, index);
        expect(slot).to.be.lessThan(slotsKept(count));
        const ranges = leavesBelow(slot, count);
        expect(ranges.some(({ from, to }) => index >= from && index < to)).to.equal(true);
        expect(ranges.reduce((sum, { from, to }) => sum + to - from, 0)).to.be.within(1024, 4096);
      }
    }
  });
});

/** By walking down. */
function leavesUnder(slot: number, count: number): number[] {
  if (slot >= count - 1) return [2 * count - 2 - slot];
  return [...leavesUnder(2 * slot + 1, count), ...leavesUnder(2 * slot + 2, count)].sort((a, b) => a - b);
}
