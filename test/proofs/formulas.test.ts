// The formulas that lemmas are about, made of the contracts' sources by test/proofs/support/translate.ts, compute what the compiled
// contracts compute.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Interface } from "ethers";
import fc from "fast-check";
import { SEED } from "../sdk/support/arbitraries.ts";
import { deployed } from "./support/evm.ts";
import { definitions } from "./support/lemma.ts";
import { ask, SOLVER_IS_THERE } from "./support/solver.ts";

const ARTIFACT = new URL("../../artifacts/contracts/mocks/LibraryHarness.sol/LibraryHarness.json", import.meta.url);

/** Small figures, at which rounding shows, and any that a header can hold. */
const amount = fc.oneof(fc.bigInt(0n, 50n), fc.bigInt(0n, 2n ** 128n - 1n));
const rate = fc.oneof(fc.constantFrom(0n, 1n, 9_000n, 10_000n), fc.bigInt(0n, 10_000n));

const CALLS = {
  toShareDown: fc.tuple(amount, rate),
  quotaUp: fc.tuple(amount, rate),
  reachesHead: fc.tuple(amount, amount, rate),
  shareUpTo: fc.tuple(amount, amount, amount),
};

describe("the formulas of lemmas", () => {
  before(function () {
    if (!SOLVER_IS_THERE) this.skip();
  });

  for (const [name, figures] of Object.entries(CALLS)) {
    it(`${name} is the contract's, on 200 figures`, async () => {
      const samples = fc.sample<bigint[]>(figures, { numRuns: 200, seed: SEED });
      const { abi, bytecode } = JSON.parse(readFileSync(ARTIFACT, "utf8"));
      const rule = new Interface(abi);
      const call = await deployed(bytecode);
      const computed = [];
      for (const sample of samples) {
        const [value] = rule.decodeFunctionResult(name, await call(rule.encodeFunctionData(name, sample)));
        computed.push(String(value));
      }
      const terms = samples.map((sample) => `(simplify (${name} ${sample.join(" ")}))`);
      expect(
        ask([definitions(), ...terms].join("\n"))
          .trim()
          .split("\n"),
      ).to.deep.equal(computed);
    });
  }
});
