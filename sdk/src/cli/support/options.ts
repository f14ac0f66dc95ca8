import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";

const PLAIN_INTEGER = /^[0-9]{1,78}$/;

/**
 * Reads an option as an integer.
 *
 * @param name the option, such as "--period"
 * @throws {InputError} if it is not a plain integer of at most `bits` bits
 */
export function integerOption(text: string, name: string, bits: number): bigint {
  const value = PLAIN_INTEGER.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && value >> BigInt(bits) === 0n) return value;
  throw refused(USAGE, "optionInteger", { name, bits }, { got: text });
}

/**
 * Reads an option as one of some words.
 *
 * @throws {InputError} if it is none of them
 */
export function choiceOption<T extends string>(text: string, name: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw refused(USAGE, "optionChoice", { name, choices }, { got: text });
}
