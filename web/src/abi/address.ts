import { keccak256, toHex } from "zke-insurance-fund";

const ADDRESS = /^0x[0-9a-f]{40}$/i;

/** Keccak-256 of a text, in hexadecimal with 0x. */
export const hashOf = (text: string): string => toHex(keccak256(new TextEncoder().encode(text)));

/** An address with capitals as its checksum has them. @param digits 40 small hexadecimal digits */
export function checksummed(digits: string): string {
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
