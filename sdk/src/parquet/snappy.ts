// The library's own reader of Snappy believes what it is told: a literal of a length below zero keeps it going in circles, and what
// a block says of its length it does not look at.

const LONGEST_SHORT = 60;
const VARINT_MORE = 0x80;
/** From here on, a copy by the machine is faster than one byte after the other. */
const LONG = 64;

/**
 * Expands a block of Snappy that is exactly as long as it must be.
 *
 * @throws {Error} if it is not such a block
 */
export function expandSnappy(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const all = input.length;
  let at = startOf(input, length);
  let to = 0;
  while (at < all) {
    const tag = input[at++] as number;
    const kind = tag & 3;
    let size = (tag >>> 2) + 1;
    if (kind === 0) {
      if (size > LONGEST_SHORT) {
        const bytes = size - LONGEST_SHORT;
        if (bytes > all - at) throw malformed();
        size = little(input, at, bytes) + 1;
        at += bytes;
      }
      if (size > all - at || size > length - to) throw malformed();
      if (size >= LONG) {
        output.set(input.subarray(at, at + size), to);
        at += size;
        to += size;
      } else {
        for (const end = to + size; to < end; ) output[to++] = input[at++] as number;
      }
      continue;
    }
    let offset = 0;
    if (kind === 1) {
      if (at >= all) throw malformed();
      size = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) | (input[at++] as number);
    } else {
      const bytes = kind === 2 ? 2 : 4;
      if (bytes > all - at) throw malformed();
      offset = little(input, at, bytes);
      at += bytes;
    }
    if (offset === 0 || offset > to || size > length - to) throw malformed();
    // One byte after the other: what is copied may be what was just written.
    for (const end = to + size; to < end; to++) output[to] = output[to - offset] as number;
  }
  if (to !== length) throw malformed();
  return output;
}

/** Where the block's parts begin, behind its length. */
function startOf(input: Uint8Array, length: number): number {
  let said = 0;
  let factor = 1;
  for (let at = 0; at < 5 && at < input.length; at++) {
    const byte = input[at] as number;
    said += (byte % VARINT_MORE) * factor;
    factor *= VARINT_MORE;
    if (byte >= VARINT_MORE) continue;
    if (said !== length) break;
    return at + 1;
  }
  throw malformed();
}

/** A number of so many bytes, the least first. */
function little(input: Uint8Array, at: number, bytes: number): number {
  let number = 0;
  for (let i = bytes - 1; i >= 0; i--) number = 256 * number + (input[at + i] as number);
  return number;
}

const malformed = () => new Error("a page's Snappy is malformed");
