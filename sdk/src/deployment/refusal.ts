/** Why a deployment is not begun: which parameter, what it holds, what it should, and what to do. */
export interface Refusal {
  readonly parameter: string;
  readonly given: string;
  readonly expected: string;
  readonly remedy: string;
}

/** A refusal as a sentence. */
export function sentenceOf({ parameter, given, expected, remedy }: Refusal): string {
  return `${parameter} is ${given}; expected ${expected}: ${remedy}.`;
}

const LONGEST = 80;

/** A value as it stands in a file. */
export function quoted(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
