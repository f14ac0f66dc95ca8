// What is proven of the two judges, in one way: that they are total, and that each bound they check is needed.
import { expect } from "chai";
import { check, refute } from "./checker.ts";
import { counterexampleOf, type Figure } from "./counterexample.ts";
import { panicOf } from "./replay.ts";
import { SOLVER_IS_THERE } from "./solver.ts";
import { APPORTIONMENT, type Change, FAULTS } from "./sources.ts";

/** What the harness or the judge may not leave out, and the check that then fails. */
interface Mutant {
  readonly without: string;
  readonly file: string;
  readonly from: string;
  readonly to?: string;
  readonly fails: string;
}

export interface Judge {
  /** The harness's name. That of the judge as it stands, asked about anything, begins with "Any". */
  readonly harness: string;
  /** Everything that is checked on the way, and proven. */
  readonly proven: readonly string[];
  readonly mutants: readonly Mutant[];
}

/** A factor that `product` refuses is at least this. */
const FACTOR = 2n ** 128n;

const PRODUCT = 'import {product} from "../../test/proofs/Product.sol";';

/** What is not checked in the code is checked in the proof: what would revert then, would wrap as it stands. */
const CHECKED: readonly Change[] = [FAULTS, APPORTIONMENT].map((file) => ({ file, from: "unchecked {", to: "{" }));

/** The same said so that the checker follows: it forgets what two structs hold once their names are exchanged. */
const swap = (judgeOne: string, judgeTwo: string): Change => ({
  file: FAULTS,
  from: `if (a.index > b.index) (a, b) = (b, a);\n        fault = ${judgeOne}`,
  to: `if (a.index > b.index) return ${judgeTwo};\n        fault = ${judgeOne}`,
});
const SWAPPED = [
  swap("ofPosition(s, a, headBps)", "ofPositions(s, b, a, headBps)"),
  swap("ofLiquidation(s, a)", "ofLiquidations(s, b, a)"),
];

/** Products of two unknowns: CHC shows that each factor is below 2^128, a lemma does the rest (judge-positions.test.ts). */
const MULTIPLIED: readonly Change[] = [
  { file: FAULTS, from: "distance * b.profit", to: "product(distance, b.profit)" },
  { file: FAULTS, from: "distance * a.profit", to: "product(distance, a.profit)" },
  { file: APPORTIONMENT, from: "totalProfit * headBps", to: "product(totalProfit, headBps)" },
  ...[FAULTS, APPORTIONMENT].map((file) => ({ file, from: "\n/// @title", to: `\n${PRODUCT}\n/// @title` })),
];

const CHANGES = [...CHECKED, ...SWAPPED, ...MULTIPLIED];

/** The proofs and refutations of one judge. */
export function describeJudge({ harness, proven, mutants }: Judge): void {
  before(function () {
    if (!SOLVER_IS_THERE) this.skip();
  });

  it("any figures, the code as it stands: nothing reverts", () => {
    const any = check(`Any${harness}`);
    expect(failuresOf(any)).to.deep.equal(NONE);
    expect(any.proven).to.deep.equal([`Any${harness}: assert(uint256(fault) <= uint256(type(Fault).max)): assert`]);
  });

  it("figures as the fund hands them in: nothing wraps", () => {
    const verdict = check(harness, CHANGES);
    expect(failuresOf(verdict)).to.deep.equal(NONE);
    expect(verdict.proven).to.have.members(proven);
  });

  for (const { without, file, from, to = "", fails } of mutants) {
    it(`is refuted without ${without}`, async () => {
      const changes = [...CHANGES, { file, from, to }];
      const refuted = refute(harness, changes, fails);
      expect(refuted?.failed).to.equal(fails);
      const figures = counterexampleOf(refuted!.refutation);
      // What a product is, only the solver knows: behind one, an EVM would go another way. That a factor is too large can be seen.
      if (fails.startsWith("Product")) return expect(largestOf(figures) >= FACTOR).to.equal(true);
      expect(await panicOf(harness, changes, figures), "with the mutant").to.equal(17);
      expect(await panicOf(harness, CHANGES, figures), "with the code").to.equal(undefined);
    });
  }
}

const NONE = { refuted: [], open: [], complaints: [] };
const failuresOf = ({ refuted, open, complaints }: ReturnType<typeof check>) => ({ refuted, open, complaints });

/** The largest of the positions' profits and the rate: what `product` multiplies. Of a position, the third field is the profit. */
function largestOf([, a, b, headBps]: readonly Figure[]): bigint {
  const factors = [(a as Figure[])[2], (b as Figure[])[2], headBps] as bigint[];
  return factors.reduce((most, factor) => (factor > most ? factor : most));
}
