// solc's SMTChecker (engine CHC), with z3 as its solver: what it proves of a harness, what it refutes, what it leaves open.
import { ask } from "./solver.ts";
import { type Change, importsWith, readSource, solc } from "./sources.ts";

/** What the checker says of a harness; each check is named by file, expression and kind, as in "Faults: a + b: overflow". */
export interface Verdict {
  readonly proven: readonly string[];
  readonly refuted: readonly string[];
  /** Left open: neither shown to hold nor to fail. */
  readonly open: readonly string[];
  /** All else that solc has to say: an error, or something that the checker does not understand and guesses at. */
  readonly complaints: readonly string[];
}

interface Message {
  readonly errorCode: string;
  readonly message: string;
  readonly sourceLocation?: { readonly file: string; readonly start: number; readonly end: number };
}

const PROVEN = "9576";
const KINDS: Readonly<Record<string, string>> = {
  "3944": "underflow",
  "4984": "overflow",
  "4281": "divByZero",
  "6328": "assert",
};
/** Of no account: that solvers other than ours are wanted, and that an open check came of a silent solver. */
const IGNORED = ["3996", "1218"];

/** Has a harness checked: the one contract of `test/proofs/<name>.sol`, which is called like it. `changes` are made to the sources. */
export function check(name: string, changes: readonly Change[] = []): Verdict {
  return verdictOf(run(name, changes, Object.values(KINDS), ask), changes);
}

/**
 * Has a harness checked up to the first failure of the kind that `expected`, a check's name, ends in.
 * @returns The check that failed, and the question that z3 refuted; undefined if none did.
 */
export function refute(name: string, changes: readonly Change[], expected: string) {
  let refutation: string | undefined;
  const messages = run(name, changes, [expected.slice(expected.lastIndexOf(" ") + 1)], (question) => {
    if (refutation !== undefined) return "unknown";
    const answer = ask(question);
    if (answer.startsWith("unsat")) refutation = question;
    return answer;
  });
  const [failed] = verdictOf(messages, changes).refuted;
  return failed === undefined || refutation === undefined ? undefined : { failed, refutation };
}

function run(
  name: string,
  changes: readonly Change[],
  targets: readonly string[],
  solve: (question: string) => string,
) {
  const file = `test/proofs/${name}.sol`;
  const smtSolver = (question: string) => ({ contents: solve(question) });
  const input = JSON.stringify(inputOf(file, name, changes, targets));
  const output: { errors?: readonly Message[] } = JSON.parse(
    solc.compile(input, { import: importsWith(changes), smtSolver }),
  );
  return output.errors ?? [];
}

function inputOf(file: string, contract: string, changes: readonly Change[], targets: readonly string[]) {
  const modelChecker = {
    engine: "chc",
    solvers: ["smtlib2"],
    contracts: { [file]: [contract] },
    targets,
    showProvedSafe: true,
    showUnproved: true,
    showUnsupported: true,
  };
  const settings = { evmVersion: "cancun", outputSelection: {}, modelChecker };
  return { language: "Solidity", sources: { [file]: { content: readSource(file, changes) } }, settings };
}

function verdictOf(messages: readonly Message[], changes: readonly Change[]): Verdict {
  const verdict = { proven: new Set<string>(), refuted: new Set<string>(), open: new Set<string>() };
  const complaints: string[] = [];
  for (const message of messages) {
    const { errorCode, message: text } = message;
    const kind = errorCode === PROVEN ? kindOf(text) : KINDS[errorCode];
    if (kind === undefined && !IGNORED.includes(errorCode)) complaints.push(`${errorCode} ${text}`);
    if (kind === undefined) continue;
    const list = errorCode === PROVEN ? "proven" : text.includes("happens here") ? "refuted" : "open";
    verdict[list].add(`${placeOf(message, changes)}: ${kind}`);
  }
  // One expression may be checked for several callers: it is proven only if it is for all of them.
  const proven = [...verdict.proven].filter((name) => !verdict.refuted.has(name) && !verdict.open.has(name));
  return { proven, refuted: [...verdict.refuted], open: [...verdict.open], complaints };
}

function kindOf(message: string): string {
  const [, kind] = /CHC: (Underflow|Overflow|Division by zero|Assertion violation)/.exec(message) ?? [];
  if (kind === undefined) throw new Error(`the checker proved something that has no name here: ${message}`);
  return { Underflow: "underflow", Overflow: "overflow", "Division by zero": "divByZero" }[kind] ?? "assert";
}

function placeOf({ sourceLocation }: Message, changes: readonly Change[]): string {
  if (sourceLocation === undefined) throw new Error("the checker named no place");
  const { file, start, end } = sourceLocation;
  const text = Buffer.from(readSource(file, changes)).subarray(start, end).toString();
  return `${file.replace(/^.*\/|\.sol$/g, "")}: ${text.replace(/\s+/g, " ")}`;
}
