// The judge of positions is total: whatever figures a leaf has, they are judged, and nothing that is computed on the way wraps. So
// hostile figures can neither make a challenge revert nor hide or make a fault by a number that ran over.
//
// Proven of contracts/libraries/Faults.sol itself, by solc's SMTChecker (engine CHC) with z3; each counterexample of a mutant is replayed.
import { expect } from "chai";
import { describeJudge } from "./support/judge.ts";
import { POSITIONS } from "./support/judges.ts";
import { ask } from "./support/solver.ts";

describe("the judge of positions is total", () => {
  describeJudge(POSITIONS);

  it("a product of two factors below 2^128 is below 2^256", () => {
    const overflow = (bits: bigint) => `(declare-const a Int) (assert (<= 0 a ${2n ** bits - 1n}))
      (declare-const b Int) (assert (<= 0 b ${2n ** bits - 1n})) (assert (not (< (* a b) ${2n ** 256n}))) (check-sat)`;
    expect(ask(overflow(128n))).to.equal("unsat\n");
    expect(ask(overflow(129n))).to.equal("sat\n");
  });
});
