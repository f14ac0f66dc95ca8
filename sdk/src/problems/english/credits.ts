import type { InputErrorDetails } from "../../errors.ts";

/** A reference as the caller named it, and what was sent before it was looked at. */
interface Before {
  readonly name: string;
  readonly sequence: bigint;
  readonly sent: number;
}

const before = ({ name }: Before) => `the reference ${name} was credited before`;
const unsent = ({ sent }: Before) => (sent === 0 ? "; nothing was sent" : "");

/** Credits that cannot be made, or not again. */
export const CREDITS = {
  creditZero: () => ({ reason: "a credit's amount is zero", expected: "a profit above zero" }),
  referenceEmpty: () => ({ reason: "a reference is empty", expected: "a reference of the liquidation" }),
  referenceMalformed: () => ({ reason: "a reference is malformed", expected: "0x and 64 hex digits" }),
  queueClosed: () => "the queue is closed",
  queueDropped: ({ ref }: { ref: string }) =>
    `another process has found that the reference ${ref} cannot be credited so; take it in again to learn why`,
  queueFigure: ({ name }: { name: string }) => ({ reason: `${name} is not usable`, expected: "an integer above zero" }),
  queuedOtherwise: ({ name, period, amount }: { name: string; period: string; amount: string }) => ({
    reason: `the reference ${name} was taken in before`,
    expected: `${amount} base units for period ${period}, as it was then`,
  }),
  referenceTwice: ({ line }: { line: InputErrorDetails["line"] }) =>
    line === undefined ? "the same reference twice" : `the same reference as in line ${line}`,
  creditAmount: () => ({
    reason: "a credit's amount is not usable",
    expected: "a bigint of base units, from 1 to 2^128 - 1",
  }),
  creditedElsewhere: ({ period, ...asked }: Before & { period: bigint }) =>
    `${before(asked)}, to period ${period} (sequence ${asked.sequence})${unsent(asked)}`,
  creditedOtherwise: (asked: Before) =>
    `${before(asked)} with another amount (sequence ${asked.sequence})${unsent(asked)}`,
  creditUnseen: ({ name, transaction }: { name: string | undefined; transaction: string }) =>
    `${name === undefined ? "These references" : `The reference ${name}`} had been credited before, by transaction ${transaction}, ` +
    "and what the node shows of the chain lacks that. Nothing was sent; ask another node, or try again later.",
  creditOther: ({ transaction }: { transaction: string }) =>
    `Transaction ${transaction} did not credit what was asked; run it again to see what it did.`,
  creditsBroken: ({ said, sent, all }: { said: string; sent: number; all: number }) =>
    `${said} Before that, ${sent} of ${all} credits were made; the same again goes on with the rest.`,
  blockForgotten: ({ block }: { block: number | string }) =>
    `The node does not know block ${block}, which it told of before; run the command again.`,
  creditsMissing: ({ sum, credited }: { sum: bigint; credited: bigint }) =>
    `The node left out logs of what the fund has taken in: they come to ${sum} base units, and the contract has ${credited}. ` +
    "Nothing was concluded; ask another node.",
};
