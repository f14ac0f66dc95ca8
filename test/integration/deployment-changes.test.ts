// What check-deployment says of a fund that was deployed as documented and changed since, or was decided on otherwise.
import { expect } from "chai";
import { ADMIN_ROLE as ADMIN } from "zke-insurance-fund/chain";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import {
  DAY,
  type Deployed,
  deployer,
  expectProblem,
  fixture,
  GOVERNOR,
  GUARDIAN,
  networkHelpers,
  OPERATOR,
  parameters,
  problemsOf,
  SILENCE,
  WEEK,
} from "../support/checked-deployment.ts";
import { create, MANAGER } from "../support/hand-deployed.ts";

const { loadFixture, time } = networkHelpers;

/** What only an admin may do, done at the end of its delay. */
async function asAdmin({ manager, admin1 }: Deployed, name: string, ...args: readonly unknown[]) {
  const data = manager.interface.encodeFunctionData(name as "grantRole", args as never);
  await manager.connect(admin1).schedule(manager, data, 0);
  await time.increase(WEEK);
  await manager.connect(admin1).execute(manager, data);
}

describe("the check of a deployment, of what has changed,", () => {
  const changes: [string, (deployed: Deployed) => Promise<unknown>, RegExp][] = [
    [
      "another operator",
      (d) => asAdmin(d, "grantRole", OPERATOR, d.trader.address, 0),
      /becomes operator at .*\n2 accounts are operator/,
    ],
    [
      "clearing with a role",
      (d) => asAdmin(d, "grantRole", GUARDIAN, d.clearing.address, 0),
      /, clearing, is also guardian\./,
    ],
    ["a role of nobody", (d) => asAdmin(d, "revokeRole", OPERATOR, d.operator.address), /^No accounts are operator/],
    [
      "a role that no deployment has",
      (d) => asAdmin(d, "grantRole", 9n, d.trader.address, 0),
      /has role 9, which no deployment has/,
    ],
    [
      "a governor whose delay will be shorter",
      (d) => asAdmin(d, "grantRole", GOVERNOR, d.governor.address, 60),
      /From .* on the governor .* acts after 60 s\./,
    ],
    [
      "a guardian that must wait",
      (d) => asAdmin(d, "grantRole", GUARDIAN, d.guardian.address, WEEK),
      /The guardian .* acts after 604800 s, not 0 s\./,
    ],
    [
      "a role that others than the admins give",
      (d) => asAdmin(d, "setRoleAdmin", OPERATOR, GUARDIAN),
      /^The operator's role is given by role 2, not by the admins\.$/,
    ],
    [
      "a governor whom the guardian cannot stop",
      (d) => asAdmin(d, "setRoleGuardian", GOVERNOR, ADMIN),
      /^What the governor schedules can be stopped by role 0, not by the guardian\.$/,
    ],
    [
      "an operator whom the governor can stop",
      (d) => asAdmin(d, "setRoleGuardian", OPERATOR, GOVERNOR),
      /^What the operator schedules can be stopped by role 3, not by the admin\.$/,
    ],
    [
      "a newcomer's delay that was lowered",
      (d) => asAdmin(d, "setGrantDelay", GOVERNOR, DAY),
      /^The delay before a new governor's first day is 86400 s, not 604800 s\.$/,
    ],
    [
      "a delay of the manager's that was lowered",
      (d) => asAdmin(d, "setTargetAdminDelay", d.fund.target, 0),
      /^The delay before a change of the fund's functions or manager is 0 s, not 604800 s\.$/,
    ],
    [
      "a function that everybody may call",
      (d) => asAdmin(d, "setTargetFunctionRole", d.fund.target, [selector(d, "migrate")], 2n ** 64n - 1n),
      /The governor may not call migrate\.\nmigrate may be called by role 18446744073709551615/,
    ],
    [
      "a function that another role may call",
      (d) => asAdmin(d, "setTargetFunctionRole", d.fund.target, [selector(d, "close")], OPERATOR),
      /The operator may also call close\.\nThe governor may not call close\./,
    ],
    [
      "a function of the manager's that was given away, so that others can stop the admins",
      (d) => asAdmin(d, "setTargetFunctionRole", d.manager.target, [grantSelector(d)], OPERATOR),
      /^The function 0x\w{8} of 0x\w{40} was given to role 1, which no deployment does\.$/,
    ],
    [
      "a closed target",
      (d) => asAdmin(d, "setTargetClosed", d.fund.target, true),
      /^The manager has closed the fund's/,
    ],
    ["a pause", (d) => d.fund.connect(d.guardian).pause(), /^The fund is paused\.$/],
    [
      "a blacklisted vault",
      (d) => d.token.addBlackList(d.fund.target),
      /^The token lets nothing out of the fund's vault \(.*\): it is paused, or the vault is frozen\.$/,
    ],
    [
      "a vault that lacks tokens",
      async (d) => {
        await d.token.issue(d.fund.target, 1_000_000);
        await d.fund.sync();
        await d.token.addBlackList(d.fund.target);
        await d.token.destroyBlackFunds(d.fund.target);
        await d.token.removeBlackList(d.fund.target);
      },
      /^1 are missing in the fund's vault\.$/,
    ],
  ];
  for (const [what, change, said] of changes) {
    it(`says of ${what}`, async () => {
      const deployed = await loadFixture(fixture);
      await change(deployed);
      await expectProblem(deployed.fund, said);
    });
  }

  it("says of what is scheduled, and no more once it is stopped", async () => {
    const { fund, manager, governor, guardian, trader } = await loadFixture(fixture);
    const data = fund.interface.encodeFunctionData("migrate", [trader.address]);
    await manager.connect(governor).schedule(fund.target, data, 0);
    await expectProblem(
      fund,
      new RegExp(
        `^Announced: ${governor.address} calls migrate\\(to: ${trader.address}\\) of ${fund.target} \\(sends all assets, 0 now, to ${trader.address}\\), from .* to .*\\.$`,
      ),
    );
    await manager.connect(guardian).cancel(governor.address, fund.target, data);
    await expectProblem(fund, SILENCE);
  });

  it("says of a fund that was closed", async () => {
    const { fund, manager, governor } = await loadFixture(fixture);
    const data = fund.interface.encodeFunctionData("close");
    await manager.connect(governor).schedule(fund.target, data, 0);
    await time.increase(WEEK);
    await manager.connect(governor).execute(fund.target, data);
    await expectProblem(fund, "The fund is closed.");
  });

  it("says of a fund that obeys another manager than it was deployed under", async () => {
    const deployed = await loadFixture(fixture);
    const other = await create(await deployer(), MANAGER, [(await deployer()).address]);
    await asAdmin(deployed, "updateAuthority", deployed.fund.target, other.target);
    const problems = await problemsOf(deployed.fund);
    expect(problems).to.include(`The fund was deployed under another access manager, ${deployed.manager.target}.`);
    expect(problems).to.include("There is no role 3, governor.");
  });
});

describe("the check of a deployment, against what was decided,", () => {
  const differing: [string, object, RegExp][] = [
    [
      "another operator",
      { operator: local.LocalFund.admin1 },
      /is operator; no parameter names it\.\n.* is not operator\./,
    ],
    ["another token", { token: local.LocalFund.admin1 }, /^The fund's token is 0x\w+, not the parameters' 0x\w+\.$/],
    ["another clearing", { clearing: local.LocalFund.admin1 }, /^The fund's clearing is 0x\w+, not the parameters'/],
    [
      "another opening",
      { openingTime: 1_700_000_000 },
      /^Period 1 starts at .*, not at the parameters' 2023-11-14T22:13:20Z/,
    ],
    [
      "another policy",
      { policy: { ...local.LocalFund.policy, periodHours: 8, demandBond: "50000000" } },
      /^The policy's periodHours is 0, not the parameters' 8\.\nThe policy's demandBond is 10000000, not the parameters' 50000000\.$/,
    ],
  ];
  for (const [what, values, said] of differing) {
    it(`says of ${what}`, async () => {
      const { fund, openingTime } = await loadFixture(fixture);
      await expectProblem(fund, said, { parameters: { ...parameters, openingTime, ...values } });
    });
  }
});

function selector({ fund }: Deployed, name: "migrate" | "close"): string {
  return fund.interface.getFunction(name).selector;
}

function grantSelector({ manager }: Deployed): string {
  return manager.interface.getFunction("grantRole").selector;
}
