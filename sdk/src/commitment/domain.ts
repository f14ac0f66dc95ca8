import { WORD } from "../columns/amounts.ts";
import { assertBigint } from "../columns/bigints.ts";
import { BIGINT, ifGiven, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { BASICS } from "../problems/english/basics.ts";
import { refused } from "../problems/problem.ts";
import { keccak256 } from "./keccak.ts";
import { writeUint256 } from "./leaves.ts";

/** Which fund on which chain a hash, a statement or a bundle belongs to. */
export interface FundIdentity {
  /** 1 to 2^256 - 1; Ethereum's is 1. */
  readonly chainId: bigint;
  /** The contract's address. */
  readonly fund: Hex;
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const IDENTITY = partsOf({ chainId: BIGINT, fund: TEXT });
const DOMAIN_WORDS = 5;
const UINT256_MAX = (1n << 256n) - 1n;
// A digit of a hash from here on says that the address's digit at its place is written in upper case.
const UPPER_FROM = 8;

const hashOfText = (text: string) => keccak256(new TextEncoder().encode(text));
const DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const NAME = "InsuranceFund";
const VERSION = "1";

/**
 * The domain of a fund, as EIP-712 has it, under which the fund hashes its headers.
 *
 * @throws {InputError} if the chain id is not from 1 to 2^256 - 1, or the fund is no address or zero
 * @example
 * domainOf({ chainId: 1n, fund: "0x5fd05fd05fd05fd05fd05fd05fd05fd05fd05fd0" })
 * // "0x0383a94c181a5ca4cf6654ad023d3bdbea2f2c1764061e14688613a6f4d3a316"
 */
export function domainOf(identity: FundIdentity): Hex {
  const { chainId, fund } = assertIdentity(identity);
  const encoded = new Uint8Array(DOMAIN_WORDS * WORD);
  for (const [word, text] of [DOMAIN_TYPE, NAME, VERSION].entries()) encoded.set(hashOfText(text), WORD * word);
  writeUint256(encoded, 3, chainId);
  encoded.set(wordBytes(`0x${fund.slice(2).padStart(2 * WORD, "0")}`), 4 * WORD);
  return toHex(keccak256(encoded));
}

/**
 * Checks which fund something is said to belong to.
 *
 * @returns the same, the address as EIP-55 writes it
 * @throws {InputError} as `domainOf` does
 * @example
 * assertIdentity({ chainId: 1n, fund: "0x5fbdb2315678afecb367f032d93f642f64180aa3" }).fund // "0x5FbDB2315678afecb367f032d93F642f64180aa3"
 */
export function assertIdentity(identity: FundIdentity): FundIdentity {
  const { chainId, fund } = identity ?? {};
  assertBigint(chainId, "a chain id");
  if (chainId < 1n || chainId > UINT256_MAX) {
    throw refused(BASICS, "chainIdOutOfRange", {}, { got: String(chainId) });
  }
  const address = checksumAddress(fund);
  if (BigInt(address) === 0n) throw refused(BASICS, "fundZero", {}, { got: address });
  return { chainId, fund: address };
}

/**
 * Whether both are the same fund on the same chain.
 *
 * @example
 * sameIdentity(
 *   { chainId: 1n, fund: "0x5fbdb2315678afecb367f032d93f642f64180aa3" },
 *   { chainId: 1n, fund: "0x5FbDB2315678afecb367f032d93F642f64180aa3" },
 * )
 */
export function sameIdentity(a: FundIdentity, b: FundIdentity): boolean {
  requireGiven({ a, b }, { a: IDENTITY, b: IDENTITY });
  return a.chainId === b.chainId && a.fund.toLowerCase() === b.fund.toLowerCase();
}

/**
 * A fund and its chain in a few words.
 *
 * @example
 * identityText(undefined) // "no named fund"
 */
export function identityText(identity: FundIdentity | undefined): string {
  requireGiven({ identity }, { identity: ifGiven(IDENTITY) });
  return identity === undefined ? "no named fund" : `the fund ${identity.fund} on chain ${identity.chainId}`;
}

/**
 * An address with the capitals that EIP-55 gives it.
 *
 * @param address digits all of one case, or with exactly those capitals
 * @throws {InputError} if it is no address, or its capitals say that a digit is wrong
 * @example
 * checksumAddress("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359") // "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
 */
export function checksumAddress(address: string): Hex {
  if (typeof address !== "string" || !ADDRESS.test(address)) {
    throw refused(BASICS, "addressMalformed", {}, { got: String(address) });
  }
  const digits = address.slice(2);
  const lower = digits.toLowerCase();
  const hash = toHex(hashOfText(lower)).slice(2);
  const checked = [...lower].map((digit, i) =>
    Number.parseInt(hash[i] as string, 16) >= UPPER_FROM ? digit.toUpperCase() : digit,
  );
  const spelt: Hex = `0x${checked.join("")}`;
  if (digits === lower || digits === digits.toUpperCase() || address === spelt) return spelt;
  throw refused(BASICS, "addressCapitals", {}, { got: address, expected: spelt });
}
