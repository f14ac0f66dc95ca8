import type { ChainPolicy, NamedArgument } from "zke-insurance-fund/chain";

/** How a policy's figure is written; the basis is 0 (head) or 1 (all), and 0 hours are any length. */
export type FigureKind = "bps" | "basis" | "hours" | "duration" | "levels" | "amount";

/** A figure of a policy. */
export interface PolicyFigure {
  readonly field: PolicyField;
  readonly kind: FigureKind;
  readonly value: bigint;
}

/** A figure that a scheduled policy would change: its value now, and then. */
export interface PolicyChange extends PolicyFigure {
  readonly next: bigint;
}

const KINDS = {
  coverBps: "bps",
  headBps: "bps",
  basisAll: "basis",
  periodHours: "hours",
  maxCoverageBps: "bps",
  challengeWindow: "duration",
  revealWindow: "duration",
  maxLevels: "levels",
  bondBps: "bps",
  settlementBond: "amount",
  demandBond: "amount",
} as const satisfies Record<string, FigureKind>;

export type PolicyField = keyof typeof KINDS;
const FIELDS = Object.keys(KINDS) as PolicyField[];

/** All figures of a policy, in the contract's order. */
export function policyFigures(policy: ChainPolicy): PolicyFigure[] {
  const fields = { ...policy, basisAll: policy.basis === "all" };
  return FIELDS.map((field) => ({ field, kind: KINDS[field], value: figureOf(String(fields[field])) }));
}

/**
 * What a call of setPolicy would change, figure by figure.
 *
 * @param args as `readRoles` gives them: the policy's fields behind a point
 * @returns undefined if the call has other arguments than a policy's
 */
export function policyChanges(args: readonly NamedArgument[], policy: ChainPolicy): PolicyChange[] | undefined {
  const given = new Map(args.map(({ name, value }) => [name.split(".").at(-1), value]));
  if (given.size !== FIELDS.length || FIELDS.some((field) => !given.has(field))) return undefined;
  return policyFigures(policy)
    .map((figure) => ({ ...figure, next: figureOf(given.get(figure.field) ?? "") }))
    .filter(({ value, next }) => value !== next);
}

/** What one policy changes of another, figure by figure. */
export function policyDifference(before: ChainPolicy, after: ChainPolicy): PolicyChange[] {
  const next = policyFigures(after);
  return policyFigures(before).flatMap((figure, at) => {
    const then = next[at]?.value ?? figure.value;
    return then === figure.value ? [] : [{ ...figure, next: then }];
  });
}

const figureOf = (text: string) => (text === "true" ? 1n : text === "false" ? 0n : BigInt(text));
