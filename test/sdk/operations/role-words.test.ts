// Who may do what, in words: what others write stands beside what is known, and is not taken for it.
import { expect } from "chai";
import type { Hex } from "zke-insurance-fund";
import { type FundRoles, rolesLines } from "zke-insurance-fund/chain";

const account = (digit: string): Hex => `0x${digit.repeat(40)}`;
const NOW = { policy: {}, assets: 0n, clearing: account("c"), time: 1_000n } as Parameters<typeof rolesLines>[1];

/** Some roles, nothing announced. */
function rolesWith(labels: Readonly<Record<string, string>>, scheduled: FundRoles["scheduled"] = []): FundRoles {
  const roles = Object.entries(labels).map(([id, label]) => ({
    ...{ id: BigInt(id), label, members: [], may: [], admin: 0n, guardian: 0n, grantDelay: 0n },
  }));
  return {
    ...{ manager: account("a"), block: 5, isClosed: false, adminDelay: 0n, scheduled },
    roles,
  } as unknown as FundRoles;
}

const headings = (labels: Readonly<Record<string, string>>) =>
  rolesLines(rolesWith(labels), NOW, 6).filter((line) => /: nothing$|: roles and delays$/.test(line));

describe("roles in words", () => {
  it("have the names that they have in every fund", () => {
    expect(headings({ 0: "", 1: "OPERATOR", 2: "", 9: "" })).to.deep.equal([
      "  admin: roles and delays",
      "  OPERATOR: nothing",
      "  guardian: nothing",
      "  role 9: nothing",
    ]);
  });

  it("are not taken for others by what an admin calls them", () => {
    expect(headings({ 1: "GUARDIAN", 2: "x\n  GUARDIAN: pause", 9: "OPERATOR" })).to.deep.equal([
      '  operator, called "GUARDIAN": nothing',
      '  guardian, called "x\\n  GUARDIAN: pause": nothing',
      '  role 9, called "OPERATOR": nothing',
    ]);
  });

  it("quote text that is announced", () => {
    const call = {
      ...{
        id: account("1"),
        caller: account("2"),
        target: account("a"),
        contract: "manager" as const,
        data: "0x" as Hex,
        name: "labelRole",
      },
      ...{ readyAt: 2_000n, expiresAt: 3_000n },
      args: [
        { name: "roleId", value: "9" },
        { name: "label", value: "x)\nNothing is announced." },
      ],
    } as const;
    const lines = rolesLines(rolesWith({}, [call]), NOW, 6).join("\n");
    expect(lines).to.include('labelRole(roleId: 9, label: "x)\\nNothing is announced.")');
  });
});
