import fc from "fast-check";
import {
  amountsFrom,
  type Hex,
  type LiquidationRow,
  type PeriodTimes,
  type PositionColumns,
  type RulePolicy,
} from "zke-insurance-fund";

/** Every property test starts from the same seed: a failure is found again. */
export const SEED = 20_251_010;

/** Runs a property with the fixed seed. */
export function check<Ts extends [unknown, ...unknown[]]>(property: fc.IProperty<Ts>, numRuns = 200): void {
  fc.assert(property, { seed: SEED, numRuns });
}

/** Any rule within its bounds, the published one among them. */
export const rules: fc.Arbitrary<RulePolicy> = fc.record({
  coverBps: fc.oneof(fc.constantFrom(0, 2000, 10_000), fc.integer({ min: 0, max: 10_000 })),
  headBps: fc.oneof(fc.constantFrom(1, 9000, 10_000), fc.integer({ min: 1, max: 10_000 })),
  basis: fc.constantFrom("head", "all"),
});

/** Amounts from zero up to a number of bits, small and round ones often. */
export const amounts = (bits: number, min = 0n): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt({ min, max: 20n }),
    fc.bigInt({ min, max: (1n << 40n) - 1n }),
    fc.bigInt({ min, max: (1n << BigInt(bits)) - 1n }),
  );

/** Lists of profits above zero, with many ties, whose sum fits 128 bits. */
export const profitLists = (maxLength = 40): fc.Arbitrary<bigint[]> =>
  fc.oneof(
    fc.array(fc.bigInt({ min: 1n, max: 5n }), { maxLength }),
    fc.array(amounts(64, 1n), { maxLength }),
    fc.array(amounts(120, 1n), { maxLength }),
  );

/** 32 random bytes. */
export const words: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Keys that differ, some only in their last byte, as many as asked for. */
function distinctKeys(count: number, start: number): Uint8Array[] {
  return Array.from({ length: count }, (_, row) => {
    const key = new Uint8Array(32).fill(row % 3 === 0 ? 0xff : 0);
    new DataView(key.buffer).setUint32(28, (start + Math.imul(row, 0x9e3779b1)) >>> 0);
    return key;
  });
}

/** Position columns over profits, with distinct keys. */
export function columnsOf(profits: readonly bigint[], start = 0): PositionColumns {
  const keys = new Uint8Array(32 * profits.length);
  distinctKeys(profits.length, start).forEach((key, row) => {
    keys.set(key, 32 * row);
  });
  return { count: profits.length, keys, profits: amountsFrom(profits) };
}

/** Positions in any order. */
export const positionLists = (maxLength = 40): fc.Arbitrary<PositionColumns> =>
  fc.tuple(profitLists(maxLength), fc.nat()).map(([profits, start]) => columnsOf(profits, start));

/** The period in which `liquidationLists` were closed. */
export const TIMES: PeriodTimes = { startTime: 10n, endTime: 20n };

/** Distinct keys in no order. */
const scatteredKey = (index: number) => keyNumber(BigInt.asUintN(64, BigInt(index + 1) * 0x9e3779b97f4a7c15n));

/** Liquidations of every kind in any order, profits and losses mixed. */
export const liquidationLists = (maxLength = 20): fc.Arbitrary<LiquidationRow[]> =>
  fc
    .array(
      fc.record({
        market: fc.constantFrom("BTCUSDT", "ETHUSDT", "1000PEPEUSDT"),
        side: fc.constantFrom("long" as const, "short" as const),
        quantity: amounts(128, 1n),
        takeoverValue: amounts(120),
        closeValue: amounts(120),
        time: fc.bigInt({ min: TIMES.startTime, max: TIMES.endTime - 1n }),
      }),
      { maxLength },
    )
    .map((rows) => rows.map((row, index) => ({ ...row, key: scatteredKey(index) })));

/** A key that is plainly a number. */
export function keyNumber(value: number | bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
