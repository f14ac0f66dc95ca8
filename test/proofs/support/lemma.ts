// Lemmas about the rule's own functions, for what CHC leaves open: products of unknowns and their quotients (QF_NIA).
import { ask } from "./solver.ts";
import { APPORTIONMENT, type Change, FUND, SETTLEMENTS } from "./sources.ts";
import { functionOf, parametersOf, termOf, treeOf } from "./translate.ts";

/** Whatever a header, a policy, a leaf and the books can say: each name with its least and its greatest value. */
const UNKNOWNS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  "s.loss": [0n, 2n ** 128n - 1n],
  "s.totalProfit": [0n, 2n ** 128n - 1n],
  "s.headProfit": [0n, 2n ** 128n - 1n],
  "s.headCount": [0n, 2n ** 64n - 1n],
  "leaf.index": [0n, 2n ** 64n - 1n],
  "leaf.profit": [0n, 2n ** 128n - 1n],
  "leaf.cumulativeProfit": [0n, 2n ** 128n - 1n],
  "r.coverBps": [0n, 10_000n],
  assets: [0n, 2n ** 112n - 1n],
  reserved: [0n, 2n ** 112n - 1n],
  maxCoverageBps: [1n, 10_000n],
};

const PLAIN = `
(define-fun min ((a Int) (b Int)) Int (ite (< a b) a b))
(define-fun saturatingSub ((a Int) (b Int)) Int (ite (> a b) (- a b) 0))
`;

/** What submit and shareOf make of them: the figures that lemmas are about. */
const FIGURES = `
(define-fun toShare () Int (toShareDown s.loss r.coverBps))
(define-fun quota () Int (quotaUp s.loss r.coverBps))
(define-fun basisProfit () Int (ite r.basisAll s.totalProfit s.headProfit))
(define-fun shared () Int (_shared toShare r.basisAll))
(define-fun coverage () Int (_coverage quota maxCoverageBps))
`;

export interface Lemma {
  /** What is known beforehand. */
  readonly given?: readonly string[];
  readonly holds: string;
  /** A change of the code without which the lemma is wrong. */
  readonly mutant: Change;
}

/** Whether there are figures for which `given` holds (and `holds` does not). */
export function examples({ given = [], holds }: Lemma, falsified: boolean, changes: readonly Change[] = []): string {
  const claims = falsified ? [...given, `(not ${holds})`] : given;
  return ask(
    [definitions(changes), ...claims.map((claim) => `(assert ${claim})`), "(check-sat)(get-model)"].join("\n"),
  );
}

/** The rule's functions and figures, from the sources. */
export function definitions(changes: readonly Change[] = []): string {
  const rule = treeOf(APPORTIONMENT, changes);
  const settlements = treeOf(SETTLEMENTS, changes);
  const shareOf = functionOf(treeOf(FUND, changes), "shareOf");
  return [
    ...Object.entries(UNKNOWNS).map(
      ([name, [least, most]]) => `(declare-const ${name} Int) (assert (<= ${least} ${name} ${most}))`,
    ),
    "(declare-const r.basisAll Bool)",
    PLAIN,
    "(define-fun BPS () Int 10000)",
    ...["toShareDown", "quotaUp", "shareUpTo"].map((name) => define(functionOf(rule, name), "Int")),
    define(functionOf(rule, "reachesHead"), "Bool"),
    define(functionOf(settlements, "_shared"), "Int"),
    define(functionOf(settlements, "_coverage"), "Int"),
    FIGURES,
    // Before, shareOf has shown that the leaf is committed and not at fault.
    `(define-fun share () Int ${termOf(shareOf)})`,
  ].join("\n");
}

/** Structs stand for themselves under their fields' names: they are no parameters of a formula. */
function define(definition: ReturnType<typeof functionOf>, result: "Int" | "Bool"): string {
  const parameters = parametersOf(definition).filter((name) => name !== "s");
  const typed = parameters.map((name) => `(${name} ${name === "basisAll" ? "Bool" : "Int"})`);
  return `(define-fun ${definition.name} (${typed.join(" ")}) ${result} ${termOf(definition)})`;
}
