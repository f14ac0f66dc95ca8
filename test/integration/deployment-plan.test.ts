// Which tokens and chains scripts/deploy.ts refuses before anything is sent, what it says it would do, and what the module itself refuses.
import { expect } from "chai";
import { network } from "hardhat";
import { DEPLOYED_PARTS as PARTS } from "zke-insurance-fund/chain";
import InsuranceFund from "../../ignition/modules/InsuranceFund.ts";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import example from "../../ignition/parameters/mainnet.example.json" with { type: "json" };
import { chainRefusals, readChain } from "../../sdk/src/deployment/chain.ts";
import { parameterRefusals, type Values } from "../../sdk/src/deployment/parameters.ts";
import { DEPLOYMENT_GAS, planLines } from "../../sdk/src/deployment/plan.ts";
import { sentenceOf } from "../../sdk/src/deployment/refusal.ts";
import { type Answers, answering } from "../support/answering.ts";

const { ethers, ignition } = await network.create();
const node = { send: (method: string, params: unknown[]) => ethers.provider.send(method, params) };
const signer = (await ethers.getSigners())[0]!;
const token = await ethers.deployContract("TetherLike");
await token.issue(signer.address, 10n ** 15n);

const { policy, ...accounts } = local.LocalFund;
const GOOD: Values = { ...accounts, token: token.target, policy };
const ADMIN = local.LocalFund.admin1;

const fileOf = (values: Values) => ({ module: "InsuranceFund", values }) as const;

/** What is said of parameters that differ from good ones. */
async function refusalsOf(differing: Values): Promise<string[]> {
  const file = fileOf({ ...GOOD, ...differing });
  const facts = await readChain(node, file);
  return [...parameterRefusals(file), ...chainRefusals(file, facts)].map(sentenceOf);
}

describe("the token of a deployment", () => {
  it("is one that has code, says its decimals, and answers a transfer with true or nothing", async () => {
    for (const answers of [
      { "decimals()": 6n, "transfer(address,uint256)": "nothing" },
      { "decimals()": 0n, "transfer(address,uint256)": 1n },
      { "decimals()": 18n },
    ] as Answers[]) {
      const asset = await answering(signer, answers);
      const whole = 10n ** (answers["decimals()"] as bigint);
      const bonds = { settlementBond: String(whole * 100n), demandBond: String(whole) };
      expect(await refusalsOf({ token: asset, policy: { ...policy, ...bonds } })).to.deep.equal([]);
    }
  });

  const refused: [string, Answers, string][] = [
    ["does not say its decimals", {}, "which does not say its decimals ("],
    ["says nothing as its decimals", { "decimals()": "nothing" }, "(an answer that is no number)"],
    ["has 19 decimals", { "decimals()": 19n }, "which says it has 19 decimals; expected 0 to 18 decimals"],
    [
      "answers a transfer with false, as TRON's USDT does",
      { "decimals()": 6n, "transfer(address,uint256)": 0n },
      "whose transfer answers false; expected a transfer that answers true, or nothing, when it succeeds: what such a token (TRON's USDT is one) pays into a fund could never leave it",
    ],
  ];
  for (const [what, answers, said] of refused) {
    it(`is refused if it ${what}`, async () => {
      expect((await refusalsOf({ token: await answering(signer, answers) })).join()).to.include(said);
    });
  }

  it("is refused if there is none", async () => {
    const [said] = await refusalsOf({ token: "0xdAC17F958D2ee523a2206206994597C13D831ec7" });
    expect(said).to.include("token is 0xdAC17F958D2ee523a2206206994597C13D831ec7, where chain 31337 has no contract");
  });

  it("has other decimals than the bonds were written for: too small a part of a token, or more than there is", async () => {
    const dai = await answering(signer, { "decimals()": 18n });
    const small = (await refusalsOf({ token: dai })).join("\n");
    expect(small).to.include(
      'policy.settlementBond is "10000000000" base units; expected at least 1 / 100,000 of a token',
    );
    expect(small).to.include("one token is 1000000000000000000 of them");
    const large = await refusalsOf({ policy: { ...policy, settlementBond: `1${"0".repeat(22)}` } });
    expect(large.join()).to.include("expected not more than all tokens there are, 1000000000000000 base units");
  });
});

describe("the chain of a deployment", () => {
  it("is refused before Cancun, with what its node says", async () => {
    const shanghai = await network.create({ override: { hardfork: "shanghai" } });
    const old = { send: (method: string, params: unknown[]) => shanghai.ethers.provider.send(method, params) };
    const file = { module: "LocalFund", values: local.LocalFund } as const;
    const [said, ...others] = chainRefusals(file, await readChain(old, file)).map(sentenceOf);
    expect(others).to.deep.equal([]);
    expect(said).to.match(
      /^the chain is number 31337, which does not run TSTORE, TLOAD and MCOPY \(its node says: .*opcode/i,
    );
    expect(await shanghai.ethers.provider.getBlockNumber(), "nothing was sent").to.equal(0);
  });

  it("is refused without a key to send by", async () => {
    const keyless = {
      send: (method: string, params: unknown[]) =>
        method === "eth_accounts" ? Promise.resolve([]) : node.send(method, params),
    };
    const file = fileOf(GOOD);
    const [said] = chainRefusals(file, await readChain(keyless, file)).map(sentenceOf);
    expect(said).to.equal("the deployer is missing; expected a key that sends the transactions: set DEPLOYER_KEY.");
  });
});

describe("the plan of a deployment", () => {
  const textOf = async (differing: Values) => {
    const file = fileOf({ ...GOOD, ...differing });
    return planLines(file, await readChain(node, file)).join("\n");
  };

  it("names every account, delay and figure, in tokens", async () => {
    const text = await textOf({});
    for (const part of PARTS) expect(text).to.match(new RegExp(`${part} +${GOOD[part]} \\(a key\\)`));
    expect(text).to.include("7 days after announcing it: setPolicy, setClearing, close, migrate");
    expect(text).to.include("the fund covers 20 % of a loss; the head has 90 % of all profit");
    expect(text).to.include(
      "settlement: 10,000 USDT, or 1 % of coverage and shares where that is more; demand: 10 USDT",
    );
    expect(text).to.include("24 h to demand and challenge, 6 h to answer");
    expect(text).to.include("at most 2^25 = 33,554,432 entries");
    expect(text).to.include("2025-10-09T08:53:20Z: where period 1 starts");
  });

  it("tells contracts from keys, and how many periods are over already", async () => {
    const { time } = await readChain(node, fileOf(GOOD));
    const openingTime = Number(time) - 25 * 3_600;
    const text = await textOf({ governor: token.target, openingTime, policy: { ...policy, periodHours: 8 } });
    expect(text).to.include(`governor   ${token.target} (a contract)`);
    expect(text).to.include("NOTE: 3 periods are over already, and will have to be settled one by one");
  });

  it("asks for about the gas that a deployment takes", async () => {
    const before = await ethers.provider.getBlockNumber();
    await ignition.deploy(InsuranceFund, { parameters: { InsuranceFund: GOOD } as never });
    let gas = 0n;
    for (let block = before + 1; block <= (await ethers.provider.getBlockNumber()); block++)
      gas += (await ethers.provider.getBlock(block))!.gasUsed;
    expect(gas < DEPLOYMENT_GAS && gas > (DEPLOYMENT_GAS * 9n) / 10n, `${gas} of ${DEPLOYMENT_GAS}`).to.equal(true);
  });
});

describe("the bare module", () => {
  for (const [what, differing, said] of [
    ["placeholders", example.InsuranceFund, "put here"],
    ["a wrong checksum", { guardian: ADMIN.replace("d", "D") }, "bad address checksum"],
    ["a policy without a field", { policy: { ...policy, maxLevels: undefined } }, "BigNumberish"],
    ["a token without code", { token: ADMIN }, ""],
    ["a token without decimals", { token: accounts.operator }, ""],
  ] as const) {
    it(`sends nothing with ${what}`, async () => {
      const before = await ethers.provider.getBlockNumber();
      const parameters = { InsuranceFund: { ...GOOD, ...differing } } as never;
      const refused = await ignition.deploy(InsuranceFund, { parameters }).then(() => "", String);
      expect(refused).not.to.equal("");
      expect(refused).to.include(said);
      expect(await ethers.provider.getBlockNumber()).to.equal(before);
    });
  }
});
