// What check-deployment says of a fund: nothing of one that is deployed as documented, and something of every other.
import { expect } from "chai";
import { AbiCoder, type Contract, keccak256, toBeHex, ZeroHash } from "ethers";
import { ChainError } from "zke-insurance-fund";
import { ADMIN_ROLE as ADMIN, FUND_INTERFACE } from "zke-insurance-fund/chain";
import { type CheckedNode, checkDeployment } from "zke-insurance-fund/node";
import {
  DAY,
  deployer,
  ethers,
  expectProblem,
  fixture,
  GOVERNOR,
  GUARDIAN,
  networkHelpers,
  OPERATOR,
  parameters,
  problemsOf,
  provider,
  SILENCE,
} from "../support/checked-deployment.ts";
import { artifactOf, create, type Deviations, deployByHand, MANAGER, send } from "../support/hand-deployed.ts";

const { loadFixture, time } = networkHelpers;
const coder = AbiCoder.defaultAbiCoder();

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

async function byHand(deviations: Deviations = {}) {
  return deployByHand(await deployer(), deviations);
}

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
