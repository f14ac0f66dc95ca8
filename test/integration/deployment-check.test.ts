// What check-deployment says of a fund: nothing of one that is deployed as documented, and something of every other.
import { expect } from "chai";
import { AbiCoder, type Contract, type JsonRpcApiProvider, keccak256, toBeHex, ZeroHash } from "ethers";
import { network } from "hardhat";
import { ChainError } from "zke-insurance-fund";
import { ADMIN_ROLE as ADMIN, FUND_INTERFACE } from "zke-insurance-fund/chain";
import { type CheckedNode, checkDeployment, type DeploymentSubject as Subject } from "zke-insurance-fund/node";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import { deployLocalFund } from "../support/fund.ts";
import { artifactOf, create, type Deviations, deployByHand, MANAGER, send } from "../support/hand-deployed.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const DAY = 86_400;
const WEEK = 7 * DAY;
const [OPERATOR, GUARDIAN, GOVERNOR] = [1n, 2n, 3n];
const provider = ethers.provider as unknown as JsonRpcApiProvider;
const coder = AbiCoder.defaultAbiCoder();
const parameters = local.LocalFund;

async function fixture() {
  return deployLocalFund(connection);
}

type Deployed = Awaited<ReturnType<typeof fixture>>;

async function problemsOf(fund: { target: unknown }, subject: Partial<Subject> = {}): Promise<string[]> {
  return (await checkDeployment(provider, { fund: String(fund.target), ...subject })).problems;
}

/** One problem, and no other. */
async function expectProblem(fund: { target: unknown }, sentence: string | RegExp, subject?: Partial<Subject>) {
  const problems = await problemsOf(fund, subject);
  if (typeof sentence === "string") expect(problems).to.deep.equal([sentence]);
  else expect(problems.join("\n")).to.match(sentence);
}

/** A node that answers one question otherwise. */
function nodeWith<K extends keyof CheckedNode>(name: K, answer: CheckedNode[K]): CheckedNode {
  return new Proxy(provider as CheckedNode, {
    get(target, key) {
      const value: unknown = key === name ? answer : Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A node that keeps no old states: whoever knows no block before the manager's cannot see all. */
const withoutOldStates = nodeWith("getCode", async (address, at) => {
  if (Number(at) === (await provider.getBlockNumber())) return provider.getCode(address);
  throw new Error("missing trie node");
});

/** No verdict: the node does not show enough. */
async function expectUnknown(node: CheckedNode, fund: { target: unknown }) {
  const error = await checkDeployment(node, { fund: String(fund.target) }).catch((caught) => caught);
  expect(error, String(error)).to.be.instanceOf(ChainError).and.to.have.property("kind", "incomplete");
}

async function deployer() {
  return (await ethers.getSigners())[0]!;
}

async function byHand(deviations: Deviations = {}) {
  return deployByHand(await deployer(), deviations);
}

/** What only an admin may do, done at the end of its delay. */
async function asAdmin({ manager, admin1 }: Deployed, name: string, ...args: readonly unknown[]) {
  const data = manager.interface.encodeFunctionData(name as "grantRole", args as never);
  await manager.connect(admin1).schedule(manager, data, 0);
  await time.increase(WEEK);
  await manager.connect(admin1).execute(manager, data);
}

const SILENCE = /^$/;

describe("the check of a deployment", () => {
  it("finds nothing in a fund that Ignition deployed, at once and when its delays are in force", async () => {
    const { fund, openingTime } = await loadFixture(fixture);
    await expectProblem(fund, SILENCE);
    await expectProblem(fund, SILENCE, { parameters: { ...parameters, openingTime } });
    await expectProblem(fund, SILENCE, { fromBlock: 0 });
    await time.increase(6 * DAY);
    await networkHelpers.mine();
    await expectProblem(fund, SILENCE);
  });

  it("finds nothing in a fund that was deployed call by call in the same way", async () => {
    const { fund } = await byHand();
    await expectProblem(fund, SILENCE, { parameters });
  });

  it("says who may do what, when delays begin, and the policy in tokens", async () => {
    const { fund, operator, admin1, admin2, governor, manager } = await loadFixture(fixture);
    const { lines } = await checkDeployment(provider, { fund: String(fund.target) });
    const text = lines.join("\n");
    expect(text).to.include(`obeys the access manager ${manager.target}`);
    expect(text).to.include(`operator   ${operator.address}, at once`);
    expect(text).to.include(`governor   ${governor.address}, after 7 days in public`);
    for (const { address } of [admin1, admin2])
      expect(text).to.include(`admin      ${address}, after 7 days in public`);
    expect(text).to.match(/are in force from \d{4}-\d\d-\d\dT/);
    expect(text).to.include(
      "settlement: 10,000 USDT, or 1 % of coverage and shares where that is more; demand: 10 USDT",
    );
  });
});

describe("the check of a deployment, against those who would deceive it,", () => {
  it("sees a deployer that never renounced, though its grant lies before the fund", async () => {
    const { fund, block } = await loadFixture(async function unfinished() {
      return byHand({ renounces: false });
    });
    const { address } = await deployer();
    for (const [node, fromBlock] of [
      [provider, undefined],
      [provider, 0],
      [withoutOldStates, block],
    ] as const) {
      const { problems } = await checkDeployment(node, { fund: String(fund.target), fromBlock });
      expect(problems).to.include(`${address}, the deployer, is also admin.`);
      expect(problems).to.include("3 accounts are admin; the deployment leaves 2.");
    }
  });

  it("sees a governor without a delay that was appointed before there was a fund", async () => {
    const thief = (await ethers.getSigners())[12]!.address;
    const { fund, block } = await loadFixture(async function early() {
      return byHand({
        beforeFund: async (manager) => {
          await send(manager, "grantRole", GOVERNOR, thief, 0);
          await networkHelpers.mine(5);
        },
      });
    });
    for (const [node, fromBlock] of [
      [provider, undefined],
      [withoutOldStates, block],
    ] as const) {
      const { problems } = await checkDeployment(node, { fund: String(fund.target), fromBlock });
      expect(problems).to.include(`The governor ${thief} acts after 0 s, not 604800 s.`);
      expect(problems).to.include("2 accounts are governor; the deployment leaves 1.");
    }
  });

  it("is not content with a later grant of the admin's role as the beginning", async () => {
    const thief = (await ethers.getSigners())[12]!.address;
    let later = 0;
    const { fund } = await byHand({
      beforeFund: async (manager) => {
        await send(manager, "grantRole", GOVERNOR, thief, 0);
        later = (await ethers.provider.getBlockNumber()) + 1;
        await send(manager, "grantRole", ADMIN, (await deployer()).address, 0);
      },
    });
    const { problems } = await checkDeployment(withoutOldStates, { fund: String(fund.target), fromBlock: later });
    expect(problems).to.include(`The governor ${thief} acts after 0 s, not 604800 s.`);
  });

  it("sees a manager that lets one account pass", async () => {
    const [owner, thief] = await ethers.getSigners();
    const { fund } = await byHand({
      manager: (by) =>
        create(by, "contracts/mocks/TrapdoorManager.sol/TrapdoorManager", [owner!.address, thief!.address]),
    });
    const problems = await problemsOf(fund);
    expect(problems).to.include(
      "The access manager's code is not what this version compiles (AccessManager): it may do anything.",
    );
    expect(problems.join()).to.include("The access manager was created by another code than this version's");
    const close = fund.interface.encodeFunctionData("close");
    await thief!.sendTransaction({ to: String(fund.target), data: close });
    expect(await fund.getFunction("closed")(), "it is what it looks like").to.equal(true);
  });

  it("sees a manager of the right code that was born with a member whom no event names", async () => {
    const [owner, thief] = await ethers.getSigners();
    const { fund } = await byHand({ manager: async () => silentManager(owner!.address, thief!.address) });
    await expectProblem(
      fund,
      "The access manager was created by another code than this version's: it may have members that no event tells of.",
    );
    const migrate = fund.interface.encodeFunctionData("close");
    await thief!.sendTransaction({ to: String(fund.target), data: migrate });
    expect(await fund.getFunction("closed")(), "it is what it looks like").to.equal(true);
  });

  it("sees a fund of which one byte is another, and one that does not everywhere mean the same token", async () => {
    const { fund, token } = await loadFixture(fixture);
    const code = await ethers.provider.getCode(fund);
    const last = code.endsWith("0") ? "1" : "0";
    const at = code.lastIndexOf(String(token.target).slice(2).toLowerCase());
    for (const changed of [code.slice(0, -1) + last, code.slice(0, at) + "12".repeat(20) + code.slice(at + 40)]) {
      await networkHelpers.setCode(String(fund.target), changed);
      await expectProblem(
        fund,
        "The fund's code is not what this version compiles (InsuranceFund): it may do anything.",
      );
    }
  });

  it("sees a fund of the right code that was born with books of its own", async () => {
    const deployed = await loadFixture(fixture);
    const fund = await changelingOf(deployed.fund.target as string);
    const problems = await problemsOf(fund);
    expect(problems.join("\n")).not.to.include("code is not what");
    expect(problems).to.include(
      "The fund was created by another code than this version's: its books may hold debts that no event tells of.",
    );
  });
});

describe("the check of a deployment, where the node is at fault,", () => {
  it("concludes nothing of logs that are left out, or of a transaction that the node does not know", async () => {
    const { fund } = await loadFixture(fixture);
    const revoked = ethers.id("RoleRevoked(uint64,address)");
    const logs: CheckedNode["getLogs"] = async (filter) =>
      (await provider.getLogs(filter as never)).filter(({ topics }) => topics[0] !== revoked);
    await expectUnknown(nodeWith("getLogs", logs), fund);
    await expectUnknown(
      nodeWith("getLogs", async () => []),
      fund,
    );
    await expectUnknown(
      nodeWith("getTransaction", async () => null),
      fund,
    );
    await expectUnknown(
      nodeWith("getTransactionReceipt", async () => null),
      fund,
    );
  });

  it("concludes nothing of a role of which it shows nobody, or one of two", async () => {
    const { fund, admin2, operator } = await loadFixture(fixture);
    const granted = ethers.id("RoleGranted(uint64,address,uint32,uint48,bool)");
    const hiding = (isHidden: (role: bigint, account: bigint) => boolean) =>
      nodeWith("getLogs", async (filter) =>
        (await provider.getLogs(filter as never)).filter(
          ({ topics: [event, role = "0", account = "0"] }) =>
            event !== granted || !isHidden(BigInt(role), BigInt(account)),
        ),
      );
    for (const role of [OPERATOR, GUARDIAN, GOVERNOR])
      await expectUnknown(
        hiding((id) => id === role),
        fund,
      );
    await expectUnknown(
      hiding((_, account) => account === BigInt(admin2.address)),
      fund,
    );
    // By the manager's own view, who was decided on has the role; and somebody else has not.
    const hidden = hiding((id) => id === OPERATOR);
    const decided = { fund: String(fund.target), parameters: { ...parameters, operator: operator.address } };
    const error = await checkDeployment(hidden, decided).catch((caught: unknown) => caught);
    expect(String(error)).to.include(`what became of role 1 of ${operator.address}`);
    const other = { fund: String(fund.target), parameters: { ...parameters, operator: parameters.admin1 } };
    const { problems, lines } = await checkDeployment(hidden, other);
    expect(problems.filter((each) => each.includes("operator"))).to.deep.equal([
      `${parameters.admin1}, the parameters' operator, is not operator.`,
    ]);
    expect(lines.join("\n")).to.include(
      "Who is operator cannot be told: The node left out logs of the fund: who was given role 1",
    );
  });

  it("is right without old states, if it is told to begin early enough", async () => {
    const { fund } = await loadFixture(fixture);
    const { problems } = await checkDeployment(withoutOldStates, { fund: String(fund.target), fromBlock: 0 });
    expect(problems).to.deep.equal([]);
  });

  it("says what is wrong with the code all the same", async () => {
    const { fund } = await loadFixture(fixture);
    await networkHelpers.setCode(String(fund.target), `${await ethers.provider.getCode(fund)}00`);
    const { problems } = await checkDeployment(
      nodeWith("getLogs", async () => []),
      { fund: String(fund.target) },
    );
    expect(problems).to.deep.equal([
      "The fund's code is not what this version compiles (InsuranceFund): it may do anything.",
    ]);
  });
});

/** A contract with a fund's code and storage, and with an event as if a constructor had begun it. */
async function changelingOf(fund: string): Promise<Contract> {
  const slots: [string, string][] = [];
  for (let slot = 0n; slot < 32n; slot++) slots.push([toBeHex(slot, 32), await ethers.provider.getStorage(fund, slot)]);
  const begun = FUND_INTERFACE.getEvent("PolicySet")!.topicHash;
  const args = [await ethers.provider.getCode(fund), slots, [begun, ZeroHash, ZeroHash], "0x"];
  return create(await deployer(), "contracts/mocks/Changeling.sol/Changeling", args);
}

/** OpenZeppelin's manager with one admin that its event tells of, and a governor that none does. */
async function silentManager(admin: string, thief: string): Promise<Contract> {
  const { abi, deployedBytecode } = await artifactOf(MANAGER);
  const slotOf = (role: bigint, account: string) =>
    keccak256(
      coder.encode(["address", "bytes32"], [account, keccak256(coder.encode(["uint64", "uint256"], [role, 1n]))]),
    );
  const member = toBeHex(1n, 32);
  const slots = [
    [slotOf(ADMIN, admin), member],
    [slotOf(GOVERNOR, thief), member],
  ];
  const granted = new ethers.Interface(abi).getEvent("RoleGranted")!.topicHash;
  const topics = [granted, ZeroHash, toBeHex(admin, 32)];
  const data = coder.encode(["uint32", "uint48", "bool"], [0, 1, true]);
  const changeling = await create(await deployer(), "contracts/mocks/Changeling.sol/Changeling", [
    deployedBytecode,
    slots,
    topics,
    data,
  ]);
  return new ethers.Contract(changeling.target, abi, await deployer()) as unknown as Contract;
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
