// Who can do what, read behind a node that lies: a manager in memory, whose views say what holds, and whose logs may be left out.
import { expect } from "chai";
import { ChainError } from "zke-insurance-fund";
import {
  type ChainCall,
  type ChainLogEntry,
  FUND_INTERFACE,
  type Fund,
  type FundOverview,
  RESTRICTED_FUNCTIONS,
} from "zke-insurance-fund/chain";
import { type FakeEvent, FUND } from "../../scripts/support/fake-events.ts";
import { MANAGER_INTERFACE } from "../../sdk/src/chain/roles/manager.ts";
import { readGovernance } from "../../web/src/chain/governance.ts";
import { fakeChain, POLICY as USUAL } from "./fake-chain.ts";

const account = (digit: string) => `0x${digit.repeat(40)}` as const;
const [MANAGER, OTHER, CLEARING] = [account("1"), account("2"), account("3")];
const [ADMIN, OPERATOR, STRANGER] = [account("a"), account("b"), account("c")];
const [ADMIN_ROLE, OPERATOR_ROLE] = [0n, 1n];
const SINCE = 5n;
const POLICY = [2000n, 9000n, false, 8n, 10_000n, 86_400n, 21_600n, 25n, 100n, 500n, 50n];
const MAY = ["credit", "submit"];
// Who holds which role, by the manager's views: the stranger was let in by a second grant.
const HOLDERS = new Map([
  [ADMIN_ROLE, [ADMIN]],
  [OPERATOR_ROLE, [OPERATOR, STRANGER]],
]);
const manager = (name: string, ...args: readonly unknown[]): FakeEvent => ({ name, args, by: MANAGER_INTERFACE });
const granted = (role: bigint, who: string) => manager("RoleGranted", role, who, 0n, SINCE, true);
const selectorOf = (name: string) => FUND_INTERFACE.getFunction(name)?.selector ?? "";

/** A fund whose manager was deployed some blocks before it. */
function world({ before = 0, between = 0 } = {}) {
  const chain = fakeChain();
  const idle = (count: number) => {
    for (let made = 0; made < count; made++) chain.mine();
  };
  idle(before);
  chain.mine(granted(ADMIN_ROLE, ADMIN));
  idle(between);
  const start = chain.mine(
    { name: "PolicySet", args: [0n, POLICY] },
    { name: "ClearingSet", args: [CLEARING] },
    { name: "AuthorityUpdated", args: [MANAGER] },
  );
  chain.mine(
    ...MAY.map((name) => manager("TargetFunctionRoleUpdated", FUND, selectorOf(name), OPERATOR_ROLE)),
    granted(OPERATOR_ROLE, OPERATOR),
  );
  chain.mine(granted(OPERATOR_ROLE, STRANGER));
  chain.mine({ name: "Paused", args: [ADMIN] });
  chain.mine({ name: "Unpaused", args: [ADMIN] });
  let authority: string = MANAGER;
  let answer = (_: string, usual: () => string) => usual();
  const views: Record<string, (args: readonly unknown[]) => readonly unknown[]> = {
    authority: () => [authority],
    expiration: () => [604_800n],
    getAccess: ([role, who]) =>
      HOLDERS.get(role as bigint)?.includes((who as string).toLowerCase() as never)
        ? [SINCE, 0n, 0n, 0n]
        : [0n, 0n, 0n, 0n],
    getRoleAdmin: () => [ADMIN_ROLE],
    getRoleGuardian: () => [ADMIN_ROLE],
    getRoleGrantDelay: () => [0n],
    getNonce: () => [0n],
    getSchedule: () => [0n],
    getTargetAdminDelay: () => [0n],
    getTargetFunctionRole: ([, selector]) => [MAY.some((name) => selectorOf(name) === selector) ? OPERATOR_ROLE : 0n],
    isTargetClosed: () => [false],
  };
  chain.reader.call = async ({ to, data }: ChainCall) => {
    const of = to === FUND ? FUND_INTERFACE : MANAGER_INTERFACE;
    const call = of.parseTransaction({ data });
    const name = call?.name ?? "";
    return answer(name, () =>
      to === FUND || to === MANAGER
        ? of.encodeFunctionResult(name, views[name]?.([...(call?.args ?? [])]) ?? [])
        : "0x",
    );
  };
  const { totals, ...counted } = chain.counted();
  const policy = { ...USUAL, settlementBond: 500n, demandBond: 50n };
  const overview = {
    ...counted,
    ...{
      time: chain.timeOf(chain.head()),
      authority: MANAGER,
      clearing: CLEARING,
      paused: false,
      closed: false,
      policy,
    },
    totals: { ...totals, migrated: 0n, writtenOff: 0n },
  } as unknown as FundOverview;
  const fund = { address: FUND, provider: chain.reader } as unknown as Fund;
  return {
    chain,
    read: (said: Partial<FundOverview> = {}) => readGovernance(fund, { ...overview, ...said }, `${start}`),
    hide: (hidden: (log: ChainLogEntry) => boolean) => {
      chain.hidden = hidden;
    },
    /** Lets it answer so many blocks of logs a question. */
    limit(most: number) {
      const { getLogs } = chain.reader;
      chain.reader.getLogs = async (filter) => {
        const { fromBlock = 0, toBlock = chain.head() } = filter as { fromBlock?: number; toBlock?: number };
        if (toBlock - fromBlock < most) return getLogs.call(chain.reader, filter);
        throw Object.assign(new Error("too many blocks"), { code: "UNKNOWN" });
      };
    },
    obey: (other: string) => {
      authority = other;
    },
    answerBy: (by: typeof answer) => {
      answer = by;
    },
  };
}

const topicOf = (name: string, ...args: unknown[]) =>
  MANAGER_INTERFACE.encodeFilterTopics(name, args) as (string | null)[];
const isLog = (name: string, ...args: unknown[]) => {
  const wanted = topicOf(name, ...args);
  return ({ topics }: ChainLogEntry) => wanted.every((topic, at) => topic === null || topic === topics[at]);
};
const isFundLog = (name: string) => {
  const topic = FUND_INTERFACE.getEvent(name)?.topicHash;
  return ({ topics }: ChainLogEntry) => topics[0] === topic;
};

async function failureOf(reading: Promise<unknown>): Promise<ChainError> {
  const error = await reading.then(
    (found) =>
      new Error(
        `it was read: ${JSON.stringify(found, (_, value) => (typeof value === "bigint" ? `${value}` : value))}`,
      ),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ChainError)) throw error;
  return error;
}

for (const [title, age] of [
  ["of the first blocks", {}],
  ["as old as the fund", { before: 50_010 }],
  ["much older than the fund", { between: 50_010 }],
] as const) {
  describe(`who can do what, of a manager ${title}`, () => {
    it("is read from the manager's first event on, with what was done to the fund", async () => {
      const found = await world(age).read();
      if (found === "narrow") throw new Error("it was not read");
      const holders = found.roles.roles.map(({ id, members, may }) => [
        id,
        members.map((each) => each.account.toLowerCase()),
        may,
      ]);
      expect(holders).to.deep.equal([
        [ADMIN_ROLE, [ADMIN], RESTRICTED_FUNCTIONS.filter((name) => !MAY.includes(name))],
        [OPERATOR_ROLE, [OPERATOR, STRANGER], MAY],
      ]);
      expect(found.changes?.map(({ kind }) => kind)).to.deep.equal(["paused"]);
    });

    for (const [name, hidden] of [
      ["its first grant", isLog("RoleGranted", ADMIN_ROLE)],
      ["which role may do what", isLog("TargetFunctionRoleUpdated")],
      ["all of it", () => true],
    ] as const)
      it(`is not told by a node that hides ${name}`, async () => {
        const { hide, read } = world(age);
        hide(hidden);
        expect((await failureOf(read())).kind).to.equal("incomplete");
      });
  });
}

describe("who can do what, behind a node of few blocks a question", () => {
  it("is not asked for, where the manager is too much older than the fund", async () => {
    const { limit, read } = world({ between: 110_000 });
    limit(1_500);
    expect(await read()).to.equal("narrow");
  });
});

describe("who can do what, behind a node that lies", () => {
  it("is not told of a manager that the fund does not obey, nor of one that is none", async () => {
    const { obey, read } = world();
    obey(OTHER);
    expect((await failureOf(read())).kind).to.be.oneOf(["incomplete", "absent"]);
  });

  it("is not told by empty answers", async () => {
    for (const name of ["authority", "getAccess", "getTargetFunctionRole", "getRoleAdmin"]) {
      const { answerBy, read } = world();
      answerBy((asked, usual) => (asked === name ? "0x" : usual()));
      expect((await failureOf(read())).kind, name).to.equal("absent");
    }
  });

  it("is not told by views that say less than the logs", async () => {
    const { answerBy, read } = world();
    const nobody = MANAGER_INTERFACE.encodeFunctionResult("getAccess", [0n, 0n, 0n, 0n]);
    answerBy((asked, usual) => (asked === "getAccess" ? nobody : usual()));
    expect((await failureOf(read())).kind).to.equal("incomplete");
  });

  it("says of what was done to the fund that it is not known, where its logs do not come to what it says itself", async () => {
    for (const name of ["PolicySet", "ClearingSet", "AuthorityUpdated", "Unpaused"]) {
      const { hide, read } = world();
      hide(isFundLog(name));
      const found = await read();
      expect(found !== "narrow" && found.changes, name).to.equal(undefined);
      expect(found !== "narrow" && found.roles.roles).to.have.length(2);
    }
    const { read } = world();
    for (const said of [{ paused: true }, { closed: true }, { clearing: account("4") }]) {
      const found = await read(said);
      expect(found !== "narrow" && found.changes, JSON.stringify(said)).to.equal(undefined);
    }
  });
});
