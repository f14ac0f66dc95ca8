// The rule keeps its bounds, for every loss, profit, rate and list that a header and a policy can name.
//
// That nothing wraps is proven of contracts/libraries/Apportionment.sol by solc's SMTChecker (CHC) with z3. The rest multiplies and divides
// unknowns, which CHC leaves open: there z3 proves lemmas about formulas that are made of the contracts' sources, and refutes each of them
// for a mutant of the code, with figures.
import { expect } from "chai";
import { check, refute } from "./support/checker.ts";
import { examples, type Lemma } from "./support/lemma.ts";
import { SOLVER_IS_THERE } from "./support/solver.ts";
import { APPORTIONMENT, FUND, SETTLEMENTS } from "./support/sources.ts";

const CAP = "Math.min(toShare, basisProfit)";
const QUOTIENT = "(Math.min(toShare, basisProfit) * cumulativeProfit) / basisProfit";
const inRule = (from: string, to: string) => ({ file: APPORTIONMENT, from, to });

/** What shareOf has shown of a leaf before, and submit of the header. */
const LEAF = ["(<= 1 leaf.profit leaf.cumulativeProfit s.totalProfit)"];
const IN_HEAD = [...LEAF, "(< leaf.index s.headCount)"];
const HEADER = ["(<= s.headProfit s.totalProfit)"];
const PAID_BEFORE = "(shareUpTo (- leaf.cumulativeProfit leaf.profit) toShare basisProfit)";
const PAID_WITH = "(shareUpTo leaf.cumulativeProfit toShare basisProfit)";
const EXACT = "(* (min toShare basisProfit) leaf.profit)";

const LEMMAS: Readonly<Record<string, Lemma>> = {
  "the traders' part is a part of the loss": {
    holds: "(<= 0 toShare s.loss)",
    mutant: inRule("BPS - coverBps", "BPS + coverBps"),
  },
  "the fund's part and the traders' part are the loss": {
    holds: "(= (+ quota toShare) s.loss)",
    mutant: inRule("loss - toShareDown(loss, coverBps)", "(loss * coverBps) / BPS"),
  },
  "the odd unit is the fund's": {
    holds: "(<= (* s.loss r.coverBps) (* quota BPS))",
    mutant: inRule("(loss * (BPS - coverBps)) / BPS", "(loss * (BPS - coverBps) + BPS - 1) / BPS"),
  },
  "what is paid grows along the list, so that no share is below 0": {
    given: LEAF,
    holds: `(<= ${PAID_BEFORE} ${PAID_WITH})`,
    mutant: inRule(QUOTIENT, "(Math.min(toShare, basisProfit) * basisProfit) / (cumulativeProfit + 1)"),
  },
  "no share is above its position's profit": {
    given: LEAF,
    holds: "(<= 0 share leaf.profit)",
    mutant: inRule(CAP, "toShare"),
  },
  "a share is within one base unit of the exact proportion": {
    given: [...IN_HEAD, "(< 0 basisProfit)"],
    holds: `(and (< (- (* share basisProfit) ${EXACT}) basisProfit) (< (- ${EXACT} (* share basisProfit)) basisProfit))`,
    mutant: inRule(QUOTIENT, "((Math.min(toShare, basisProfit) * cumulativeProfit) / basisProfit / 2) * 2"),
  },
  "beyond the head nothing is paid": {
    given: [...LEAF, "(<= s.headCount leaf.index)"],
    holds: "(= share 0)",
    mutant: { file: FUND, from: "leaf.index >= s.headCount", to: "leaf.index > s.headCount" },
  },
  "the shares' sum, induction's beginning: before the first nothing is paid": {
    holds: "(= (shareUpTo 0 toShare basisProfit) 0)",
    mutant: inRule(QUOTIENT, `${QUOTIENT} + 1`),
  },
  "the shares' sum, induction's step: each share is what is paid with it less what was paid before": {
    given: IN_HEAD,
    holds: `(= (+ ${PAID_BEFORE} share) ${PAID_WITH})`,
    mutant: {
      file: FUND,
      from: "leaf.cumulativeProfit, toShare, basisProfit) -\n            Apportionment.shareUpTo(leaf.cumulativeProfit - ",
      to: "",
    },
  },
  "the shares' sum, induction's end: what is paid with the head's last is `shared`": {
    given: HEADER,
    holds: "(= (shareUpTo s.headProfit toShare basisProfit) shared)",
    mutant: { file: SETTLEMENTS, from: "shareUpTo(s.headProfit, ", to: "shareUpTo(s.totalProfit, " },
  },
  "what the head pays is at most the traders' part and at most the profit it is measured against": {
    given: HEADER,
    holds: "(<= 0 shared (min toShare basisProfit))",
    mutant: inRule(CAP, "basisProfit"),
  },
  "the deficit is not below 0": {
    given: HEADER,
    holds: "(<= 0 (- s.loss shared coverage))",
    mutant: { file: SETTLEMENTS, from: "Math.min(quota, ", to: "Math.min(quota + quota, " },
  },
};

const CHECKED = [{ file: APPORTIONMENT, from: "unchecked {", to: "{" }];

describe("the rule keeps its bounds", () => {
  before(function () {
    if (!SOLVER_IS_THERE) this.skip();
  });

  it("nothing wraps, and nothing is divided by 0", () => {
    const { proven, refuted, open, complaints } = check("Rule", CHECKED);
    expect({ refuted, open, complaints }).to.deep.equal({ refuted: [], open: [], complaints: [] });
    expect(proven).to.have.members([
      "Apportionment: BPS - coverBps: underflow",
      "Apportionment: loss * (BPS - coverBps): overflow",
      "Apportionment: (loss * (BPS - coverBps)) / BPS: divByZero",
      "Apportionment: loss - toShareDown(loss, coverBps): underflow",
      "Apportionment: profit * BPS: overflow",
      "Apportionment: totalProfit * headBps: overflow",
      "Apportionment: Math.min(toShare, basisProfit) * cumulativeProfit: overflow",
      "Apportionment: (Math.min(toShare, basisProfit) * cumulativeProfit) / basisProfit: divByZero",
      "Rule: assert(Apportionment.toShareDown(loss, coverBps) <= loss): assert",
      "Rule: assert(Apportionment.quotaUp(loss, coverBps) <= loss): assert",
    ]);
  });

  for (const [figure, from, to, fails] of [
    ["a rate", "require(coverBps <= Apportionment.BPS);", "", "Apportionment: BPS - coverBps: underflow"],
    ["a loss", "uint128 loss", "uint256 loss", "Apportionment: loss * (BPS - coverBps): overflow"],
    ["a profit", "uint128 profit", "uint256 profit", "Apportionment: profit * BPS: overflow"],
  ] as const) {
    it(`is refuted without a bound of ${figure}`, () => {
      const refuted = refute("Rule", [...CHECKED, { file: "test/proofs/Rule.sol", from, to }], fails);
      expect(refuted?.failed).to.equal(fails);
    });
  }

  for (const [name, lemma] of Object.entries(LEMMAS)) {
    it(name, () => {
      expect(examples(lemma, true), "a counterexample").to.match(/^unsat/);
      expect(examples(lemma, false), "an example of what is given").to.match(/^sat/);
      expect(examples(lemma, true, [lemma.mutant]), "a counterexample of the mutant").to.match(/^sat/);
    });
  }
});
