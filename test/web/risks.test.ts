import { expect } from "chai";
import {
  type FundRole,
  type FundRoles,
  type GovernanceEvent,
  PUBLIC_ROLE,
  type RoleMember,
} from "zke-insurance-fund/chain";
import { changesIn } from "../../web/src/chain/governance.ts";
import { RISKS, type RiskName, risksOf, type Soonest } from "../../web/src/rule/risks.ts";

const NOW = 1_000n;
const DAY = 86_400n;
const WHO = `0x${"ab".repeat(20)}` as const;
const member = (executionDelay: bigint, more: Partial<RoleMember> = {}): RoleMember => ({
  ...{ account: WHO, since: 1n, executionDelay },
  ...more,
});
const role = (id: bigint, may: readonly string[], members: readonly RoleMember[], grantDelay = 0n): FundRole => ({
  ...{ id, label: "", members, may, admin: 0n, guardian: 0n, grantDelay },
});
const GOVERNED = ["setPolicy", "setClearing", "close", "migrate"];
const usual = (change: Partial<FundRoles> = {}): FundRoles => ({
  block: 9,
  manager: WHO,
  roles: [
    role(0n, [], [member(7n * DAY), member(8n * DAY)], 30n * DAY),
    role(1n, ["credit", "submit"], [member(0n)], 7n * DAY),
    role(2n, ["pause", "unpause", "cancel"], [member(0n)], 9n * DAY),
    role(3n, GOVERNED, [member(7n * DAY)], 7n * DAY),
  ],
  adminDelay: 20n * DAY,
  isClosed: false,
  scheduled: [],
  ...change,
});
const soonest = (roles: FundRoles, isClosed = false) =>
  Object.fromEntries(risksOf(roles, { now: NOW, isClosed }).map((risk) => [risk.name, risk.soonest])) as Record<
    RiskName,
    Soonest
  >;
const withRole = (changed: FundRole) => {
  const { roles } = usual();
  return usual({ roles: roles.map((each) => (each.id === changed.id ? changed : each)) });
};

describe("who can do what, how soon", () => {
  it("is told by the manager's delays, and not where no view tells it", () => {
    expect(Object.keys(soonest(usual()))).to.deep.equal(RISKS);
    expect(soonest(usual())).to.deep.equal({
      ...{ code: "untold", token: "untold", submit: 0n, pause: 0n },
      ...{ policy: 7n * DAY, clearing: 7n * DAY, assets: 7n * DAY },
      // The quickest admin's notice, and the shortest time until a newcomer may act.
      roles: 14n * DAY,
    });
  });

  it("is another manager's at once where an admin needs no notice for that", () => {
    const quick = { ...withRole(role(0n, [], [member(DAY)], 30n * DAY)), adminDelay: 2n * DAY };
    expect(soonest(quick).roles).to.equal(2n * DAY);
  });

  it("counts the quickest of all holders, one who may act only later, and a shorter delay that is coming", () => {
    const policyBy = (...members: RoleMember[]) => soonest(withRole(role(3n, GOVERNED, members))).policy;
    expect(policyBy(member(7n * DAY), member(DAY))).to.equal(DAY);
    expect(policyBy(member(0n, { since: NOW + 5n })), "not yet").to.equal(5n);
    const coming = (delay: bigint, since: bigint) => ({ comingExecutionDelay: { delay, since } });
    expect(policyBy(member(7n * DAY, coming(0n, NOW + 60n)))).to.equal(60n);
    expect(policyBy(member(DAY, coming(7n * DAY, NOW + 60n))), "longer later").to.equal(DAY);
  });

  it("is nobody without a holder or with a closed target, and everybody with the public role", () => {
    expect(soonest(withRole(role(3n, GOVERNED, []))).assets).to.equal("nobody");
    expect(soonest(usual({ isClosed: true }))).to.include({ submit: "nobody", policy: "nobody", roles: 14n * DAY });
    const { roles } = usual();
    const open = usual({ roles: [...roles.filter(({ id }) => id !== 3n), role(PUBLIC_ROLE, GOVERNED, [])] });
    expect(soonest(open).policy).to.equal(0n);
  });

  it("needs a fund to be closed before its assets are taken out", () => {
    const { roles } = usual();
    const apart = usual({
      roles: [
        ...roles.filter(({ id }) => id !== 3n),
        role(3n, ["migrate"], [member(DAY)]),
        role(4n, ["close"], [member(9n * DAY)]),
      ],
    });
    expect([soonest(apart).assets, soonest(apart, true).assets]).to.deep.equal([9n * DAY, DAY]);
  });
});

describe("what was done to a fund", () => {
  const event = (name: string, blockNumber: number, args: object = {}) =>
    ({ name, args, blockNumber }) as unknown as GovernanceEvent;
  const policy = {
    ...{
      coverBps: 2_000,
      headBps: 9_000,
      basis: "head",
      periodHours: 0,
      maxCoverageBps: 800,
      maxLevels: 20,
      bondBps: 0,
    },
    ...{ challengeWindow: 1n, revealWindow: 1n, settlementBond: 1n, demandBond: 1n },
  };

  it("is each change after its deployment, with the figures that changed, and each pause with its end", () => {
    const later = { ...policy, maxCoverageBps: 1_000 };
    const found = changesIn([
      event("AuthorityUpdated", 1),
      event("PolicySet", 1, { policy }),
      event("ClearingSet", 1),
      event("Paused", 5),
      event("Unpaused", 8),
      event("PolicySet", 9, { policy: later }),
      event("ClearingSet", 10),
      event("Paused", 11),
      event("AuthorityUpdated", 12),
      event("Closed", 13),
    ]);
    expect(found.map(({ kind, block, endBlock }) => [kind, block, endBlock])).to.deep.equal([
      ["paused", 5, 8],
      ["policy", 9, undefined],
      ["clearing", 10, undefined],
      ["paused", 11, undefined],
      ["manager", 12, undefined],
      ["closed", 13, undefined],
    ]);
    expect(found[1]?.figures).to.deep.equal([{ field: "maxCoverageBps", kind: "bps", value: 800n, next: 1_000n }]);
  });
});
