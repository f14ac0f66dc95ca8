import { keccak256, toHex } from "zke-insurance-fund";

const ADDRESS = /^0x[0-9a-f]{40}$/i;

/** Keccak-256 of a text, in hexadecimal with 0x. */
export const hashOf = (text: string): string => toHex(keccak256(new TextEncoder().encode(text)));

// The same few stand in thousands of logs; whoever makes up others fills no memory with them.
const MOST_KNOWN = 1_000;
const known = new Map<string, string>();

/** An address with capitals as its checksum has them. @param digits 40 small hexadecimal digits */
export function checksummed(digits: string): string {
  const found = known.get(digits) ?? withCapitals(digits);
  if (known.size < MOST_KNOWN) known.set(digits, found);
  return found;
}

function withCapitals(digits: string): string {
  const hash = hashOf(digits);
  return `0x${digits.replace(/[a-f]/g, (digit, at: number) => (Number(`0x${hash[at + 2]}`) > 7 ? digit.toUpperCase() : digit))}`;
}

/** Whether a text is an address; one with capitals and small letters must have its checksum. */
export function isAddress(text: unknown): boolean {
  if (typeof text !== "string" || !ADDRESS.test(text)) return false;
  const digits = text.slice(2);
  const isOfOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return isOfOneCase || checksummed(digits.toLowerCase()) === text;
}
