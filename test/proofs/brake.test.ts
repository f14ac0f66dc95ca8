// The brake holds: whenever a submission reserves anything, all that is reserved then is within the policy's part of the assets, whatever
// stood in the books before; and nothing is reserved beyond the fund's part of the loss.
//
// Proven of `_coverage` of contracts/base/Settlements.sol by solc's SMTChecker (CHC) with z3; what multiplies unknowns by a lemma.
import { expect } from "chai";
import { Code } from "../../scripts/mutate/code.ts";
import { check, refute } from "./support/checker.ts";
import { examples, type Lemma } from "./support/lemma.ts";
import { SOLVER_IS_THERE } from "./support/solver.ts";
import { readSource, SETTLEMENTS } from "./support/sources.ts";
import { functionOf, treeOf } from "./support/translate.ts";

const HARNESS = "test/proofs/Brake.sol";
const LIMIT = "(assets() * maxCoverageBps) / Apportionment.BPS";

/** The function as it stands, where the harness has a place for it. */
const COVERAGE = {
  file: HARNESS,
  from: "// _coverage",
  to: new Code(readSource(SETTLEMENTS)).of(functionOf(treeOf(SETTLEMENTS), "_coverage")),
};

const WITHIN_QUOTA = "Brake: assert(coverage <= quota): assert";
const WITHIN_LIMIT = "Brake: assert(reserved() + coverage <= (assets() * maxCoverageBps) / Apportionment.BPS): assert";

const MUTANTS = [
  { without: "the fund's part as a bound", from: "Math.min(quota, ", to: "Math.min(quota + 1, ", fails: WITHIN_QUOTA },
  {
    without: "what is reserved already",
    from: "Math.saturatingSub(limit, reserved())",
    to: "limit",
    fails: WITHIN_LIMIT,
  },
  { without: "rounding down", from: `${LIMIT};`, to: `${LIMIT} + 1;`, fails: WITHIN_LIMIT },
];

const RESERVED: Lemma = {
  given: ["(< 0 coverage)"],
  holds: "(<= (+ reserved coverage) (div (* assets maxCoverageBps) 10000))",
  mutant: { file: SETTLEMENTS, from: "Math.saturatingSub(limit, reserved())", to: "limit" },
};
const OWNED: Lemma = {
  given: ["(< 0 coverage)"],
  holds: "(<= (+ reserved coverage) assets)",
  mutant: {
    file: SETTLEMENTS,
    from: "/ Apportionment.BPS;\n        return Math.min",
    to: "/ 1_000;\n        return Math.min",
  },
};

describe("the brake holds", () => {
  before(function () {
    if (!SOLVER_IS_THERE) this.skip();
  });

  it("coverage is within the fund's part, and with all that is reserved within the brake", () => {
    const { proven, refuted, open, complaints } = check("Brake", [COVERAGE]);
    expect({ refuted, open, complaints }).to.deep.equal({ refuted: [], open: [], complaints: [] });
    expect(proven).to.include.members([WITHIN_QUOTA, WITHIN_LIMIT]);
  });

  for (const { without, from, to, fails } of MUTANTS) {
    it(`is refuted without ${without}`, () => {
      expect(COVERAGE.to).to.include(from);
      expect(refute("Brake", [COVERAGE, { file: HARNESS, from, to }], fails)?.failed).to.equal(fails);
    });
  }

  for (const [name, lemma] of Object.entries({
    "the same, of the formula": RESERVED,
    "what is reserved is within the assets, so that no cast of it can cut": OWNED,
  })) {
    it(name, () => {
      expect(examples(lemma, true), "a counterexample").to.match(/^unsat/);
      expect(examples(lemma, false), "an example of what is given").to.match(/^sat/);
      expect(examples(lemma, true, [lemma.mutant]), "a counterexample of the mutant").to.match(/^sat/);
    });
  }
});
