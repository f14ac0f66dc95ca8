import { expect } from "chai";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { policyChanges, policyFigures } from "../../web/src/rule/policy-changes.ts";
import { POLICY } from "./fake-chain.ts";

const { basis: _, ...figures } = POLICY;
const args = (change: object = {}) =>
  Object.entries({ ...figures, basisAll: false, ...change }).map(([name, value]) => ({
    name: `p.${name}`,
    value: String(value),
  }));

describe("a scheduled policy", () => {
  it("changes what is not the same in the policy in force, and nothing else", () => {
    expect(policyChanges(args(), POLICY)).to.deep.equal([]);
    expect(policyChanges(args({ coverBps: 0, basisAll: true, demandBond: 1n }), POLICY)).to.deep.equal([
      { field: "coverBps", kind: "bps", value: 2000n, next: 0n },
      { field: "basisAll", kind: "basis", value: 0n, next: 1n },
      { field: "demandBond", kind: "amount", value: 50_000_000n, next: 1n },
    ]);
    expect(policyChanges(args({ periodHours: 0, maxLevels: 40 }), POLICY)).to.deep.equal([
      { field: "periodHours", kind: "hours", value: 8n, next: 0n },
      { field: "maxLevels", kind: "levels", value: 25n, next: 40n },
    ]);
    expect(policyChanges(args(), { ...POLICY, basis: "all" })).to.deep.equal([
      { field: "basisAll", kind: "basis", value: 1n, next: 0n },
    ]);
  });

  it("is none where the arguments are others", () => {
    expect(policyChanges([], POLICY)).to.equal(undefined);
    expect(policyChanges(args().slice(1), POLICY)).to.equal(undefined);
    expect(policyChanges([...args(), { name: "p.more", value: "1" }], POLICY)).to.equal(undefined);
  });

  it("has the figures of the contract's policy, each of them", () => {
    const fields = FUND_INTERFACE.getFunction("setPolicy")!.inputs[0]!.components!.map(({ name }) => name);
    expect(policyFigures(POLICY).map(({ field }) => field)).to.deep.equal(fields);
  });
});
