import type { Show } from "../problem.ts";

/** What cannot be proposed, and proposals that cannot be executed. */
export const GOVERNING = {
  proposalWords: ({ takes }: { takes: string }) => ({
    reason: "the words do not fit what is proposed",
    expected: takes,
  }),
  policyField: ({ fields }: { fields: readonly string[] }) => ({
    reason: "no field of the policy",
    expected: fields.join(", "),
  }),
  policyFieldTwice: () => "a field of the policy stands there twice",
  changeUnknown: ({ kinds }: { kinds: readonly string[] }) => ({
    reason: "no kind of change",
    expected: kinds.join(", "),
  }),
  policyUnchanged: () => ({ reason: "the policy stays as it is", expected: "a field with another value" }),
  proposalId: () => ({ reason: "no proposal's id", expected: "0x and 64 hex digits" }),
  notAddress: () => ({ reason: "an account is not an address", expected: "0x and 40 hex digits" }),
  delayOutOfRange: () => ({ reason: "a delay is out of range", expected: "seconds, from 0 to 2^32 - 1" }),
  proposalOfOther: ({ id, caller }: { id: string; caller: string }) =>
    `The proposal ${id} is ${caller}'s; only that account can execute it.`,
  proposalEarly: ({ id, readyAt, now }: { id: string; readyAt: bigint; now: bigint }, { time }: Show) =>
    `The proposal ${id} can be executed from ${readyAt} (${time(readyAt)}) on, and the chain's time is ${now}; wait until then.`,
  scheduleUnseen: ({ transaction }: { transaction: string }) =>
    `Transaction ${transaction} was done, but the node left its log out of the receipt; ask another node.`,
};
