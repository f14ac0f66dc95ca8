// The call that breaks a harness, read out of z3's derivation. It is worth nothing until it is replayed (replay.ts).
import { ask } from "./solver.ts";

/** A symbol or number, or a list of terms: SMT-LIB's one way to write things down. */
type Term = string | readonly Term[];

/** An argument as the solver has it: a number, a truth value, or a struct's fields. */
export type Figure = bigint | boolean | readonly Figure[];

/** Rewrites the derivation would leave the calls out. */
const KEEP_CALLS = ["inline_linear", "inline_eager", "slice"].map((step) => `fp.xform.${step}=false`);

/** Before a call's arguments stand: the outcome, this, abi, crypto, transaction, state. After them: the state, and the arguments again. */
const BEFORE_ARGUMENTS = 6;

/**
 * The arguments of a harness's one function `judge`, with which a check in it fails.
 * @param refutation The question that was refuted.
 */
export function counterexampleOf(refutation: string): readonly Figure[] {
  const answer = ask(`(set-option :produce-proofs true)\n${refutation}\n(get-proof)`, KEEP_CALLS);
  const names = new Map<string, Term>();
  const calls: (readonly Term[])[] = [];
  const visit = (term: Term) => {
    if (typeof term === "string") return;
    if (term[0] === "let") for (const [name, value] of term[1] as [string, Term][]) names.set(name, value);
    if (typeof term[0] === "string" && /^summary_\d+_function_judge__/.test(term[0])) calls.push(term.slice(1));
    term.forEach(visit);
  };
  visit(parse(answer.slice(answer.indexOf("("))));
  for (const call of calls) {
    const count = (call.length - BEFORE_ARGUMENTS - 1) / 2;
    const figures = call.slice(BEFORE_ARGUMENTS, BEFORE_ARGUMENTS + count).map((part) => figureOf(part, names));
    if (figures.every((figure) => figure !== undefined)) return figures;
  }
  throw new Error(`z3 refuted a check and named no call that breaks it: ${answer.slice(0, 200)}`);
}

/** A term's value, or undefined where it is a variable of the derivation. */
function figureOf(term: Term | undefined, names: ReadonlyMap<string, Term>): Figure | undefined {
  if (typeof term === "string") {
    if (/^\d+$/.test(term)) return BigInt(term);
    if (term === "true" || term === "false") return term === "true";
    return names.has(term) ? figureOf(names.get(term), names) : undefined;
  }
  if (term?.[0] === "-") return BigInt(`-${term[1]}`);
  if (typeof term?.[0] !== "string" || !term[0].startsWith("struct_")) return undefined;
  const fields = term.slice(1).map((field) => figureOf(field, names));
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

function parse(text: string): Term {
  const open: Term[][] = [[]];
  for (const [token] of text.matchAll(/[()]|\|[^|]*\||[^\s()|]+/g)) {
    if (token === "(") open.push([]);
    else if (token === ")") {
      const list = open.pop() ?? [];
      open.at(-1)?.push(list);
    } else open.at(-1)?.push(token.replaceAll("|", ""));
  }
  return open[0] ?? [];
}
