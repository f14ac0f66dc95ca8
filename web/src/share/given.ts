import { createSignal } from "solid-js";
import type { InputError } from "zke-insurance-fund";
import type { Statement } from "zke-insurance-fund/bundle";
import type { ReadStatement } from "./read.ts";

/** Something that a visitor gave: a statement, or what cannot be read as one. */
export interface Given {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly statement?: Statement | undefined;
  readonly problem?: InputError | undefined;
}

// Kept as long as the page is open, in its memory alone: who looks at another view and comes back finds it.
const [given, setGiven] = createSignal<readonly Given[]>([]);
const [chosen, choose] = createSignal<number>();
let next = 0;

export { choose, chosen, given };

/** Adds what was read; a statement that is there already is not added again. */
export function addGiven(read: readonly ReadStatement[]): void {
  const ids = new Set(given().map(idOf));
  const added: Given[] = [];
  for (const { name, line, statement, problem } of read) {
    const one: Given = { id: next++, name, line, statement, problem };
    if (ids.has(idOf(one))) continue;
    ids.add(idOf(one));
    added.push(one);
  }
  // What could not be read before is not what is looked at now.
  setGiven([...given(), ...added]);
  if (added[0] !== undefined) choose(added[0].id);
}

export function forgetGiven(): void {
  setGiven([]);
  choose(undefined);
}

function idOf({ name, line, statement, problem }: Given): string {
  if (statement === undefined) return JSON.stringify([name, line, problem?.message]);
  return JSON.stringify(statement, (_, value) => (typeof value === "bigint" ? String(value) : value));
}
