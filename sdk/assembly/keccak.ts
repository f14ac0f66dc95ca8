// Keccak-f[1600] on two states at a time. Lane i of the first state stands at 16 * i, of the second at 16 * i + 8, so that
// one SIMD register holds a lane of each. Without SIMD, the same layout is permuted one state after the other.

/** From one lane to the next. */
export const LANE: usize = 16;
const LANES: usize = 25;

// biome-ignore-start lint/correctness/noPrecisionLoss: these are 64-bit integers in AssemblyScript.
const ROUND_CONSTANTS: usize = memory.data<u64>([
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
  0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
  0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
  0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
]);
// biome-ignore-end lint/correctness/noPrecisionLoss: as above.
const ROUND_CONSTANTS_END: usize = ROUND_CONSTANTS + 24 * 8;

/** The two states; a thread's own, as is the second copy behind it that the rounds write to in turn. */
export let states: usize = 0;

/** Tells this instance where its states are: 1 KiB that no other thread uses. */
export function setScratch(address: usize): void {
  states = address;
}

/** Permutes both states. */
export function permute(): void {
  if (ASC_FEATURE_SIMD) {
    rounds<v128>(states);
  } else {
    rounds<u64>(states);
    rounds<u64>(states + 8);
  }
}

function xor<L>(a: L, b: L): L {
  return isVector<L>() ? v128.xor(a, b) : a ^ b;
}

function rotate<L>(lane: L, distance: i32): L {
  return isVector<L>()
    ? v128.or(i64x2.shl(lane, distance), i64x2.shr_u(lane, 64 - distance))
    : rotl<L>(lane, <L>distance);
}

function chi<L>(a: L, b: L, c: L): L {
  return isVector<L>() ? v128.xor(a, v128.andnot(c, b)) : a ^ (~b & c);
}

function roundConstant<L>(at: usize): L {
  return isVector<L>() ? v128.load64_splat(at) : load<L>(at);
}

/** The parity of a column. */
function column<L>(at: usize): L {
  const upper = xor<L>(load<L>(at), load<L>(at, 5 * LANE));
  const lower = xor<L>(load<L>(at, 10 * LANE), load<L>(at, 15 * LANE));
  return xor<L>(xor<L>(upper, lower), load<L>(at, 20 * LANE));
}

/**
 * The 24 rounds over lanes of type L: v128 for both states, u64 for one. Each round reads one copy of the state and writes
 * the other, a row at a time, and sums up the next round's column parities on the way: so little is live at once that it
 * stays in registers. 24 is even, so the result is back in the first copy.
 */
// biome-ignore format: one line a lane reads as the table that it is.
function rounds<L>(from: usize): void {
  let to = from + LANES * LANE;
  let c0 = column<L>(from + 0 * LANE);
  let c1 = column<L>(from + 1 * LANE);
  let c2 = column<L>(from + 2 * LANE);
  let c3 = column<L>(from + 3 * LANE);
  let c4 = column<L>(from + 4 * LANE);
  for (let constant = ROUND_CONSTANTS; constant < ROUND_CONSTANTS_END; constant += 8) {
    // Theta; then for each row rho and pi, chi, and in the first lane iota.
    const d0 = xor<L>(c4, rotate<L>(c1, 1));
    const d1 = xor<L>(c0, rotate<L>(c2, 1));
    const d2 = xor<L>(c1, rotate<L>(c3, 1));
    const d3 = xor<L>(c2, rotate<L>(c4, 1));
    const d4 = xor<L>(c3, rotate<L>(c0, 1));

    let b0 = xor<L>(load<L>(from, 0 * LANE), d0);
    let b1 = rotate<L>(xor<L>(load<L>(from, 6 * LANE), d1), 44);
    let b2 = rotate<L>(xor<L>(load<L>(from, 12 * LANE), d2), 43);
    let b3 = rotate<L>(xor<L>(load<L>(from, 18 * LANE), d3), 21);
    let b4 = rotate<L>(xor<L>(load<L>(from, 24 * LANE), d4), 14);
    let e = xor<L>(chi<L>(b0, b1, b2), roundConstant<L>(constant)); store<L>(to, e, 0 * LANE); c0 = e;
    e = chi<L>(b1, b2, b3); store<L>(to, e, 1 * LANE); c1 = e;
    e = chi<L>(b2, b3, b4); store<L>(to, e, 2 * LANE); c2 = e;
    e = chi<L>(b3, b4, b0); store<L>(to, e, 3 * LANE); c3 = e;
    e = chi<L>(b4, b0, b1); store<L>(to, e, 4 * LANE); c4 = e;

    b0 = rotate<L>(xor<L>(load<L>(from, 3 * LANE), d3), 28);
    b1 = rotate<L>(xor<L>(load<L>(from, 9 * LANE), d4), 20);
    b2 = rotate<L>(xor<L>(load<L>(from, 10 * LANE), d0), 3);
    b3 = rotate<L>(xor<L>(load<L>(from, 16 * LANE), d1), 45);
    b4 = rotate<L>(xor<L>(load<L>(from, 22 * LANE), d2), 61);
    e = chi<L>(b0, b1, b2); store<L>(to, e, 5 * LANE); c0 = xor<L>(c0, e);
    e = chi<L>(b1, b2, b3); store<L>(to, e, 6 * LANE); c1 = xor<L>(c1, e);
    e = chi<L>(b2, b3, b4); store<L>(to, e, 7 * LANE); c2 = xor<L>(c2, e);
    e = chi<L>(b3, b4, b0); store<L>(to, e, 8 * LANE); c3 = xor<L>(c3, e);
    e = chi<L>(b4, b0, b1); store<L>(to, e, 9 * LANE); c4 = xor<L>(c4, e);

    b0 = rotate<L>(xor<L>(load<L>(from, 1 * LANE), d1), 1);
    b1 = rotate<L>(xor<L>(load<L>(from, 7 * LANE), d2), 6);
    b2 = rotate<L>(xor<L>(load<L>(from, 13 * LANE), d3), 25);
    b3 = rotate<L>(xor<L>(load<L>(from, 19 * LANE), d4), 8);
    b4 = rotate<L>(xor<L>(load<L>(from, 20 * LANE), d0), 18);
    e = chi<L>(b0, b1, b2); store<L>(to, e, 10 * LANE); c0 = xor<L>(c0, e);
    e = chi<L>(b1, b2, b3); store<L>(to, e, 11 * LANE); c1 = xor<L>(c1, e);
    e = chi<L>(b2, b3, b4); store<L>(to, e, 12 * LANE); c2 = xor<L>(c2, e);
    e = chi<L>(b3, b4, b0); store<L>(to, e, 13 * LANE); c3 = xor<L>(c3, e);
    e = chi<L>(b4, b0, b1); store<L>(to, e, 14 * LANE); c4 = xor<L>(c4, e);

    b0 = rotate<L>(xor<L>(load<L>(from, 4 * LANE), d4), 27);
    b1 = rotate<L>(xor<L>(load<L>(from, 5 * LANE), d0), 36);
    b2 = rotate<L>(xor<L>(load<L>(from, 11 * LANE), d1), 10);
    b3 = rotate<L>(xor<L>(load<L>(from, 17 * LANE), d2), 15);
    b4 = rotate<L>(xor<L>(load<L>(from, 23 * LANE), d3), 56);
    e = chi<L>(b0, b1, b2); store<L>(to, e, 15 * LANE); c0 = xor<L>(c0, e);
    e = chi<L>(b1, b2, b3); store<L>(to, e, 16 * LANE); c1 = xor<L>(c1, e);
    e = chi<L>(b2, b3, b4); store<L>(to, e, 17 * LANE); c2 = xor<L>(c2, e);
    e = chi<L>(b3, b4, b0); store<L>(to, e, 18 * LANE); c3 = xor<L>(c3, e);
    e = chi<L>(b4, b0, b1); store<L>(to, e, 19 * LANE); c4 = xor<L>(c4, e);

    b0 = rotate<L>(xor<L>(load<L>(from, 2 * LANE), d2), 62);
    b1 = rotate<L>(xor<L>(load<L>(from, 8 * LANE), d3), 55);
    b2 = rotate<L>(xor<L>(load<L>(from, 14 * LANE), d4), 39);
    b3 = rotate<L>(xor<L>(load<L>(from, 15 * LANE), d0), 41);
    b4 = rotate<L>(xor<L>(load<L>(from, 21 * LANE), d1), 2);
    e = chi<L>(b0, b1, b2); store<L>(to, e, 20 * LANE); c0 = xor<L>(c0, e);
    e = chi<L>(b1, b2, b3); store<L>(to, e, 21 * LANE); c1 = xor<L>(c1, e);
    e = chi<L>(b2, b3, b4); store<L>(to, e, 22 * LANE); c2 = xor<L>(c2, e);
    e = chi<L>(b3, b4, b0); store<L>(to, e, 23 * LANE); c3 = xor<L>(c3, e);
    e = chi<L>(b4, b0, b1); store<L>(to, e, 24 * LANE); c4 = xor<L>(c4, e);

    const other = from;
    from = to;
    to = other;
  }
}
