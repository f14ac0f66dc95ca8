import { expect } from "chai";
import { ADMIN_ROLE, type FundRole, PUBLIC_ROLE, RESTRICTED_FUNCTIONS } from "zke-insurance-fund/chain";
import { formatsFor } from "../../web/src/format.ts";
import { rule } from "../../web/src/text/en/rule.ts";
import { comingText, isPublic, mayOf, nameOf, roleName } from "../../web/src/views/rule/role-words.ts";

const words = rule.roles;
const formats = formatsFor("en", 6);
const role = (id: bigint, label = "", may: readonly string[] = []): FundRole => ({
  id,
  label,
  may,
  members: [],
  admin: 0n,
  guardian: 0n,
  grantDelay: 0n,
});

describe("roles in words", () => {
  it("have the chain's label, the page's word for the usual ones, or their number", () => {
    const roles = [role(ADMIN_ROLE), role(1n, "OPERATOR"), role(9n, "AUDITOR"), role(7n), role(PUBLIC_ROLE)];
    expect(roles.map((each) => nameOf(each, words))).to.deep.equal([
      "Admin",
      "Operator",
      "AUDITOR",
      "Role 7",
      "Everybody",
    ]);
    expect(roleName(9n, roles, words)).to.equal("AUDITOR");
    expect(roleName(8n, roles, words)).to.equal("Role 8");
    expect(roles.map(isPublic)).to.deep.equal([false, false, false, false, true]);
  });

  it("cannot call themselves the admin, or everybody", () => {
    expect(nameOf(role(ADMIN_ROLE, "OPERATOR"), words)).to.equal("Admin");
    expect(nameOf(role(PUBLIC_ROLE, "GUARDIAN"), words)).to.equal("Everybody");
  });

  it("say every function that needs a role, and what the admin may besides", () => {
    for (const name of RESTRICTED_FUNCTIONS)
      expect(mayOf(role(1n, "", [name]), words)).to.deep.equal([words.functions[name]]);
    expect(mayOf(role(ADMIN_ROLE, "", ["pause"]), words)).to.deep.equal([words.adminMay, words.functions.pause]);
    expect(mayOf(role(1n, "", ["somethingNew"]), words)).to.deep.equal(["somethingNew"]);
  });

  it("say when a delay becomes another, and nothing where none does", () => {
    const delayText = (delay: bigint) => `${delay} s`;
    expect(comingText(undefined, delayText, words, formats)).to.equal(undefined);
    const text = comingText({ delay: 60n, since: 1_760_129_700n }, delayText, words, formats);
    expect(text).to.include("60 s").and.to.include(formats.time(1_760_129_700n));
  });
});
