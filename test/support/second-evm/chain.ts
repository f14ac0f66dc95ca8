// What two EVMs are asked the same questions by: a signed transaction in a block of its own, or a call that changes nothing.

/** The hardforks that are compared, and two that are too old for the fund. */
export type Hardfork = "paris" | "shanghai" | "cancun" | "prague" | "osaka";

/** All that a transaction leaves behind, as far as anybody can see it. */
interface Outcome {
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  /** Address, topics and data of each event, in one line. */
  readonly logs: readonly string[];
  /** What it reverted with; "0x" if it did not, or without data. */
  readonly reason: string;
}

export interface Answer {
  readonly succeeded: boolean;
  readonly data: string;
}

/** A chain on which the time is what the next transaction says. */
export interface Chain {
  send(signed: string, time: number): Promise<Outcome>;
  call(to: string, data: string): Promise<Answer>;
  codeAt(address: string): Promise<string>;
}

export const CHAIN_ID = 31_337n;
/** When the first block was; every step lies behind it. */
export const GENESIS = 1_800_000_000;
/** What every account begins with, in wei. */
export const ETHER = 10n ** 21n;

export const lineOf = (address: string, topics: readonly string[], data: string) =>
  [address.toLowerCase(), ...topics, data].join(" ");
