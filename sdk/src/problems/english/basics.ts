/** What stands for a number, where it has no name of its own. */
export type Thing =
  | "an amount"
  | "a time"
  | "the total profit"
  | "the sum of liquidation profits"
  | "the sum of liquidation losses"
  | "a 32-byte value"
  | "a key"
  | "a market"
  | "a domain"
  | "the secret"
  | "the salt";

/** What is numbered, or stands at a number. */
export type Numbered = "period" | "startTime" | "endTime" | "submission" | "index" | "sequence";

const bound = (bits: number) => `0 to 2^${bits} - 1`;

/** Policies, hashes, addresses and columns that cannot be. */
export const BASICS = {
  lossNegative: () => "a loss is counted upward from zero",
  basisUnknown: () => ({ reason: "unknown basis", expected: '"head" or "all"' }),
  outOfBounds: ({ name, least, most }: { name: string; least: number; most: number }) => ({
    reason: `${name} is out of bounds`,
    expected: `an integer from ${least} to ${most}`,
  }),
  outOfRange: ({ what, bits }: { what: Thing | Numbered; bits: number }) => ({
    reason: `${what} is out of range`,
    expected: bound(bits),
  }),
  wordMalformed: ({ what }: { what: Thing | (string & {}) }) => ({
    reason: `${what} is malformed`,
    expected: "0x and 64 hex digits",
  }),
  notBigint: ({ what }: { what: string }) => ({ reason: `${what} is of the wrong type`, expected: "a bigint" }),
  secretZero: () => ({ reason: "the secret is all zeros", expected: "32 random bytes, others for each period" }),
  noSuchRow: () => "a column has no such row",
  amountTooWide: () => "an amount does not fit a column without high limbs",
  countOutOfRange: () => ({ reason: "a count is out of range", expected: bound(31) }),
  columnLength: () => "a column has the wrong length",
  chainIdOutOfRange: () => ({ reason: "a chain id is out of range", expected: "1 to 2^256 - 1" }),
  fundZero: () => "the fund's address is zero",
  addressMalformed: () => ({ reason: "an address is malformed", expected: "0x and 40 hex digits" }),
  addressCapitals: () => "an address's capitals do not fit its digits",
  numberTooWide: ({ name, bits }: { name?: string; bits: number }) => ({
    reason: `${name ?? "a number"} does not fit ${bits} bits`,
    expected: bound(bits),
  }),
};
