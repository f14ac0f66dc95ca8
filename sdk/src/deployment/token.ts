// What a token says of itself, and whether it is one that the fund can pay out.
import { AbiCoder, Interface, toUtf8String } from "ethers";
import { askCall, hasCode, type Node } from "./node.ts";
import type { Refusal } from "./refusal.ts";

const TOKEN = new Interface([
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
  "function totalSupply() view returns (uint256)",
  "function transfer(address to, uint256 value) returns (bool)",
]);
const MOST_DECIMALS = 18n;

/** What a token answers. */
export interface TokenFacts {
  readonly address: string;
  readonly hasCode: boolean;
  /** Its decimals; or why it does not say them. */
  readonly decimals: bigint | string;
  /** "" where it has none. */
  readonly symbol: string;
  /** Undefined where it does not say. */
  readonly totalSupply: bigint | undefined;
  /** What `transfer` returns: nothing or true is as it should be; undefined if it refuses to transfer nothing. */
  readonly transferReturns: "nothing" | "true" | "false" | undefined;
}

/**
 * Asks a token what the fund must know of it, without sending anything.
 *
 * @param holder who would transfer nothing, to whom; neither needs to have any
 */
export async function readToken(node: Node, address: string, holder: { from: string; to: string }) {
  const ask = (name: string, args: unknown[] = [], from?: string) =>
    askCall(node, { to: address, data: TOKEN.encodeFunctionData(name, args), ...(from !== undefined && { from }) });
  const decimals = await ask("decimals");
  const symbol = await ask("symbol");
  const supply = await ask("totalSupply");
  const transfer = await ask("transfer", [holder.to, 0n], holder.from);
  const facts: TokenFacts = {
    address,
    hasCode: await hasCode(node, address),
    decimals: "refusal" in decimals ? decimals.refusal : (wordIn(decimals.data) ?? "an answer that is no number"),
    symbol: "refusal" in symbol ? "" : textIn(symbol.data),
    totalSupply: "refusal" in supply ? undefined : wordIn(supply.data),
    transferReturns: "refusal" in transfer ? undefined : returnedBy(transfer.data),
  };
  return facts;
}

/** Why a token cannot be a fund's margin asset. */
export function tokenRefusals(token: TokenFacts, chain: string): Refusal[] {
  const refuse = (given: string, expected: string, remedy: string): Refusal[] => [
    { parameter: "token", given: `${token.address}, ${given}`, expected, remedy },
  ];
  if (!token.hasCode) {
    return refuse(`where ${chain} has no contract`, "the margin asset's contract", "check the address, and the chain");
  }
  if (typeof token.decimals === "string") {
    return refuse(
      `which does not say its decimals (${token.decimals})`,
      "an ERC-20 with decimals()",
      "check the address",
    );
  }
  if (token.decimals > MOST_DECIMALS) {
    const expected = `0 to ${MOST_DECIMALS} decimals`;
    return refuse(`which says it has ${token.decimals} decimals`, expected, "such a token is not supported");
  }
  if (token.transferReturns === "false") {
    return refuse(
      "whose transfer answers false",
      "a transfer that answers true, or nothing, when it succeeds",
      "what such a token (TRON's USDT is one) pays into a fund could never leave it; use another one",
    );
  }
  return [];
}

/** The first word of an answer. */
function wordIn(data: string): bigint | undefined {
  return /^0x[0-9a-f]{64}/i.test(data) ? BigInt(data.slice(0, 66)) : undefined;
}

function returnedBy(data: string): TokenFacts["transferReturns"] {
  if (data === "0x") return "nothing";
  return wordIn(data) === 1n ? "true" : "false";
}

/** A string, as ERC-20 has it, or 32 bytes, as some older tokens do. Only what can be printed safely. */
function textIn(data: string): string {
  try {
    const text =
      data.length === 66
        ? toUtf8String(data.replace(/(00)+$/, ""))
        : String(AbiCoder.defaultAbiCoder().decode(["string"], data)[0]);
    return /^[\p{L}\p{N}\p{S}.$_+-]{1,16}$/u.test(text) ? text : "";
  } catch {
    return "";
  }
}
