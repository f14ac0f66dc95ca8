// Running totals, and shares along them.

const HALF: u64 = 1 << 32;
const HALF_MASK: u64 = HALF - 1;

/**
 * Sums up profits `from` up to `to`, on from the total before.
 *
 * @param profitsHigh the upper halves of the profits, or 0 if all are below 2^64
 * @param cumulativeHigh where the upper halves of the totals go, or 0
 * @param overflow where to write 1 if a total does not fit
 */
export function cumulate(
  profits: usize,
  profitsHigh: usize,
  cumulative: usize,
  cumulativeHigh: usize,
  overflow: usize,
  from: u32,
  to: u32,
): void {
  let low = from === 0 ? 0 : amountAt(cumulative, from - 1);
  let high = from === 0 ? 0 : amountAt(cumulativeHigh, from - 1);
  for (let i: usize = from; i < to; i++) {
    const profit = amountAt(profits, i);
    low += profit;
    const carry = u64(low < profit);
    const profitHigh = amountAt(profitsHigh, i);
    high += profitHigh;
    const fits = high >= profitHigh && high <= u64.MAX_VALUE - carry;
    high += carry;
    if (!fits || (cumulativeHigh === 0 && high !== 0)) store<u32>(overflow, 1);
    store<u64>(cumulative + 8 * i, low);
    if (cumulativeHigh !== 0) store<u64>(cumulativeHigh + 8 * i, high);
  }
}

/**
 * The shares of positions `from` up to `to`: floor(collected * total / measure) less the same of the total before.
 *
 * @param cumulative running totals, none above `measure`
 * @param collected at most `measure`
 */
export function shares(cumulative: usize, collected: u64, measure: u64, target: usize, from: u32, to: u32): void {
  let before = from === 0 ? 0 : shareUpTo(amountAt(cumulative, from - 1), collected, measure);
  for (let i: usize = from; i < to; i++) {
    const upTo = shareUpTo(amountAt(cumulative, i), collected, measure);
    store<u64>(target + 8 * i, upTo - before);
    before = upTo;
  }
}

function amountAt(column: usize, row: usize): u64 {
  return column === 0 ? 0 : load<u64>(column + 8 * row);
}

/** The quotient of a 128-bit product; it is at most `collected`, because `total` is at most `measure`. */
function shareUpTo(total: u64, collected: u64, measure: u64): u64 {
  const a = collected >> 32;
  const b = collected & HALF_MASK;
  const c = total >> 32;
  const d = total & HALF_MASK;
  const inner = b * c + ((b * d) >> 32);
  const outer = a * d + (inner & HALF_MASK);
  const high = a * c + (inner >> 32) + (outer >> 32);
  return quotient(high, collected * total, measure);
}

/**
 * (high * 2^64 + low) / divisor, exactly, for high < divisor: long division by two digits of 32 bits, of a divisor whose
 * top bit is set (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D).
 */
function quotient(high: u64, low: u64, divisor: u64): u64 {
  if (high === 0) return low / divisor;
  const shift = clz(divisor);
  const scaled = divisor << shift;
  const upper = (high << shift) | (shift === 0 ? 0 : low >> (64 - shift));
  const lower = low << shift;
  const first = quotientDigit(upper, lower >> 32, scaled);
  const rest = ((upper << 32) | (lower >> 32)) - first * scaled;
  return (first << 32) | quotientDigit(rest, lower & HALF_MASK, scaled);
}

/**
 * One digit of the quotient: (rest * 2^32 + next) / divisor, for rest < divisor. The first guess is at most 2^32 + 1, so that
 * its product with the lower half fits 64 bits.
 */
function quotientDigit(rest: u64, next: u64, divisor: u64): u64 {
  const upper = divisor >> 32;
  const lower = divisor & HALF_MASK;
  let digit = rest / upper;
  let remainder = rest - digit * upper;
  while (digit * lower > ((remainder << 32) | next)) {
    digit--;
    remainder += upper;
    if (remainder >= HALF) break;
  }
  return digit;
}
