// Keccak-f[1600] on 32-bit halves: bigint lanes are many times slower, and a general library's loops half as fast.
// The state and the scratch are shared by all calls; no call leaves anything behind that the next one reads.
import { RAW_BYTES, requireGiven } from "../columns/given.ts";

/** Bytes absorbed between two permutations: 1600 bits less twice the hash. */
const RATE = 136;
const HASH = 32;

// biome-ignore format: four to a line, as the standard's table is read.
const ROUND_CONSTANTS = [
  0x0000000000000001n, 0x0000000000008082n, 0x800000000000808an, 0x8000000080008000n,
  0x000000000000808bn, 0x0000000080000001n, 0x8000000080008081n, 0x8000000000008009n,
  0x000000000000008an, 0x0000000000000088n, 0x0000000080008009n, 0x000000008000000an,
  0x000000008000808bn, 0x800000000000008bn, 0x8000000000008089n, 0x8000000000008003n,
  0x8000000000008002n, 0x8000000000000080n, 0x000000000000800an, 0x800000008000000an,
  0x8000000080008081n, 0x8000000000008080n, 0x0000000080000001n, 0x8000000080008008n,
];
const ROUNDS_LOW = Int32Array.from(ROUND_CONSTANTS, (constant) => Number(BigInt.asIntN(32, constant)));
const ROUNDS_HIGH = Int32Array.from(ROUND_CONSTANTS, (constant) => Number(BigInt.asIntN(32, constant >> 32n)));

// Lane (x, y) of the state stands at x + 5y, its halves in two arrays.
const low = new Int32Array(25) as Lanes;
const high = new Int32Array(25) as Lanes;
const movedLow = new Int32Array(25);
const movedHigh = new Int32Array(25);
const lastBlock = new Uint8Array(RATE);

/**
 * Keccak-256 of some bytes, as Ethereum has it.
 *
 * @example
 * toHex(keccak256(new Uint8Array(0))) // "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
 */
export function keccak256(input: Uint8Array): Uint8Array {
  requireGiven({ input }, { input: RAW_BYTES });
  const hash = new Uint8Array(HASH);
  keccak256Into(input, 0, input.length, hash, 0);
  return hash;
}

/** Keccak-256 of a part of `input`, written to a place in `output`; both may be the same array. */
export function keccak256Into(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  outputStart: number,
): void {
  low.fill(0);
  high.fill(0);
  let offset = start;
  for (; end - offset >= RATE; offset += RATE) absorb(input, offset);
  lastBlock.fill(0);
  lastBlock.set(input.subarray(offset, end));
  lastBlock[end - offset] = 0x01;
  lastBlock[RATE - 1] = (lastBlock[RATE - 1] as number) | 0x80;
  absorb(lastBlock, 0);
  for (let lane = 0; lane < HASH / 8; lane++) {
    writeHalf(output, outputStart + 8 * lane, low[lane] as number);
    writeHalf(output, outputStart + 8 * lane + 4, high[lane] as number);
  }
}

function absorb(block: Uint8Array, offset: number): void {
  for (let lane = 0; lane < RATE / 8; lane++) {
    low[lane] = (low[lane] as number) ^ readHalf(block, offset + 8 * lane);
    high[lane] = (high[lane] as number) ^ readHalf(block, offset + 8 * lane + 4);
  }
  permute();
}

function readHalf(bytes: Uint8Array, at: number): number {
  return (
    byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24)
  );
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function writeHalf(bytes: Uint8Array, at: number, half: number): void {
  bytes[at] = half;
  bytes[at + 1] = half >>> 8;
  bytes[at + 2] = half >>> 16;
  bytes[at + 3] = half >>> 24;
}

// Named indices, because a read of a typed array may be undefined to the compiler; these 25 never are.
// biome-ignore format: a range, not 25 separate thoughts.
type Lane = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24;
type Lanes = Int32Array & Record<Lane, number>;

// biome-ignore format: one line a lane reads as the table that it is.
function permute(): void {
  for (let round = 0; round < 24; round++) {
    // Theta: the parity of each column, mixed into its neighbours.
    const cl0 = low[0] ^ low[5] ^ low[10] ^ low[15] ^ low[20];
    const cl1 = low[1] ^ low[6] ^ low[11] ^ low[16] ^ low[21];
    const cl2 = low[2] ^ low[7] ^ low[12] ^ low[17] ^ low[22];
    const cl3 = low[3] ^ low[8] ^ low[13] ^ low[18] ^ low[23];
    const cl4 = low[4] ^ low[9] ^ low[14] ^ low[19] ^ low[24];
    const ch0 = high[0] ^ high[5] ^ high[10] ^ high[15] ^ high[20];
    const ch1 = high[1] ^ high[6] ^ high[11] ^ high[16] ^ high[21];
    const ch2 = high[2] ^ high[7] ^ high[12] ^ high[17] ^ high[22];
    const ch3 = high[3] ^ high[8] ^ high[13] ^ high[18] ^ high[23];
    const ch4 = high[4] ^ high[9] ^ high[14] ^ high[19] ^ high[24];
    const dl0 = cl4 ^ ((cl1 << 1) | (ch1 >>> 31)); const dh0 = ch4 ^ ((ch1 << 1) | (cl1 >>> 31));
    const dl1 = cl0 ^ ((cl2 << 1) | (ch2 >>> 31)); const dh1 = ch0 ^ ((ch2 << 1) | (cl2 >>> 31));
    const dl2 = cl1 ^ ((cl3 << 1) | (ch3 >>> 31)); const dh2 = ch1 ^ ((ch3 << 1) | (cl3 >>> 31));
    const dl3 = cl2 ^ ((cl4 << 1) | (ch4 >>> 31)); const dh3 = ch2 ^ ((ch4 << 1) | (cl4 >>> 31));
    const dl4 = cl3 ^ ((cl0 << 1) | (ch0 >>> 31)); const dh4 = ch3 ^ ((ch0 << 1) | (cl0 >>> 31));
    // Rho and pi: each lane is rotated by its own distance and moved; a rotation by 32 or more swaps the halves first.
    let u: number;
    let v: number;
    u = low[0] ^ dl0; v = high[0] ^ dh0; movedLow[0] = u; movedHigh[0] = v;
    u = low[1] ^ dl1; v = high[1] ^ dh1; movedLow[10] = (u << 1) | (v >>> 31); movedHigh[10] = (v << 1) | (u >>> 31);
    u = low[2] ^ dl2; v = high[2] ^ dh2; movedLow[20] = (v << 30) | (u >>> 2); movedHigh[20] = (u << 30) | (v >>> 2);
    u = low[3] ^ dl3; v = high[3] ^ dh3; movedLow[5] = (u << 28) | (v >>> 4); movedHigh[5] = (v << 28) | (u >>> 4);
    u = low[4] ^ dl4; v = high[4] ^ dh4; movedLow[15] = (u << 27) | (v >>> 5); movedHigh[15] = (v << 27) | (u >>> 5);
    u = low[5] ^ dl0; v = high[5] ^ dh0; movedLow[16] = (v << 4) | (u >>> 28); movedHigh[16] = (u << 4) | (v >>> 28);
    u = low[6] ^ dl1; v = high[6] ^ dh1; movedLow[1] = (v << 12) | (u >>> 20); movedHigh[1] = (u << 12) | (v >>> 20);
    u = low[7] ^ dl2; v = high[7] ^ dh2; movedLow[11] = (u << 6) | (v >>> 26); movedHigh[11] = (v << 6) | (u >>> 26);
    u = low[8] ^ dl3; v = high[8] ^ dh3; movedLow[21] = (v << 23) | (u >>> 9); movedHigh[21] = (u << 23) | (v >>> 9);
    u = low[9] ^ dl4; v = high[9] ^ dh4; movedLow[6] = (u << 20) | (v >>> 12); movedHigh[6] = (v << 20) | (u >>> 12);
    u = low[10] ^ dl0; v = high[10] ^ dh0; movedLow[7] = (u << 3) | (v >>> 29); movedHigh[7] = (v << 3) | (u >>> 29);
    u = low[11] ^ dl1; v = high[11] ^ dh1; movedLow[17] = (u << 10) | (v >>> 22); movedHigh[17] = (v << 10) | (u >>> 22);
    u = low[12] ^ dl2; v = high[12] ^ dh2; movedLow[2] = (v << 11) | (u >>> 21); movedHigh[2] = (u << 11) | (v >>> 21);
    u = low[13] ^ dl3; v = high[13] ^ dh3; movedLow[12] = (u << 25) | (v >>> 7); movedHigh[12] = (v << 25) | (u >>> 7);
    u = low[14] ^ dl4; v = high[14] ^ dh4; movedLow[22] = (v << 7) | (u >>> 25); movedHigh[22] = (u << 7) | (v >>> 25);
    u = low[15] ^ dl0; v = high[15] ^ dh0; movedLow[23] = (v << 9) | (u >>> 23); movedHigh[23] = (u << 9) | (v >>> 23);
    u = low[16] ^ dl1; v = high[16] ^ dh1; movedLow[8] = (v << 13) | (u >>> 19); movedHigh[8] = (u << 13) | (v >>> 19);
    u = low[17] ^ dl2; v = high[17] ^ dh2; movedLow[18] = (u << 15) | (v >>> 17); movedHigh[18] = (v << 15) | (u >>> 17);
    u = low[18] ^ dl3; v = high[18] ^ dh3; movedLow[3] = (u << 21) | (v >>> 11); movedHigh[3] = (v << 21) | (u >>> 11);
    u = low[19] ^ dl4; v = high[19] ^ dh4; movedLow[13] = (u << 8) | (v >>> 24); movedHigh[13] = (v << 8) | (u >>> 24);
    u = low[20] ^ dl0; v = high[20] ^ dh0; movedLow[14] = (u << 18) | (v >>> 14); movedHigh[14] = (v << 18) | (u >>> 14);
    u = low[21] ^ dl1; v = high[21] ^ dh1; movedLow[24] = (u << 2) | (v >>> 30); movedHigh[24] = (v << 2) | (u >>> 30);
    u = low[22] ^ dl2; v = high[22] ^ dh2; movedLow[9] = (v << 29) | (u >>> 3); movedHigh[9] = (u << 29) | (v >>> 3);
    u = low[23] ^ dl3; v = high[23] ^ dh3; movedLow[19] = (v << 24) | (u >>> 8); movedHigh[19] = (u << 24) | (v >>> 8);
    u = low[24] ^ dl4; v = high[24] ^ dh4; movedLow[4] = (u << 14) | (v >>> 18); movedHigh[4] = (v << 14) | (u >>> 18);
    chi(movedLow, low);
    chi(movedHigh, high);
    low[0] ^= ROUNDS_LOW[round] as number; // iota
    high[0] ^= ROUNDS_HIGH[round] as number;
  }
}

/** Chi: within each row, a lane takes in the next but one where the next has a zero. */
function chi(moved: Int32Array, half: Int32Array): void {
  for (let row = 0; row < 25; row += 5) {
    const a = moved[row] as number;
    const b = moved[row + 1] as number;
    const c = moved[row + 2] as number;
    const d = moved[row + 3] as number;
    const e = moved[row + 4] as number;
    half[row] = a ^ (~b & c);
    half[row + 1] = b ^ (~c & d);
    half[row + 2] = c ^ (~d & e);
    half[row + 3] = d ^ (~e & a);
    half[row + 4] = e ^ (~a & b);
  }
}
