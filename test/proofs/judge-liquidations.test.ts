// The judge of liquidations is total: whatever figures a leaf has, they are judged, and nothing that is computed on the way wraps. So
// hostile figures can neither make a challenge revert nor hide or make a fault by a number that ran over.
//
// Proven of contracts/libraries/Faults.sol itself, by solc's SMTChecker (engine CHC) with z3; each counterexample of a mutant is replayed.
import { describeJudge } from "./support/judge.ts";
import { LIQUIDATIONS } from "./support/judges.ts";

describe("the judge of liquidations is total", () => {
  describeJudge(LIQUIDATIONS);
});
