// Which parameters scripts/deploy.ts refuses before anything is sent.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ContractFactory, getCreateAddress, type InterfaceAbi } from "ethers";
import { network } from "hardhat";
import { DEPLOYED_PARTS as PARTS, revertOf } from "zke-insurance-fund/chain";
import local from "../../ignition/parameters/local.json" with { type: "json" };
import example from "../../ignition/parameters/mainnet.example.json" with { type: "json" };
import { chainRefusals, readChain } from "../../sdk/src/deployment/chain.ts";
import { parameterRefusals, readParameters, type Values } from "../../sdk/src/deployment/parameters.ts";
import { figuresOf, policyRefusals } from "../../sdk/src/deployment/policy.ts";
import { sentenceOf } from "../../sdk/src/deployment/refusal.ts";
import { artifactOf, FUND } from "../support/hand-deployed.ts";

const { ethers } = await network.create();
const node = { send: (method: string, params: unknown[]) => ethers.provider.send(method, params) };
const token = await ethers.deployContract("TetherLike");
await token.issue((await ethers.getSigners())[0]!.address, 10n ** 15n);

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

describe("the parameters of a deployment", () => {
  it("are taken as tests, example and devnet have them, once the example is filled in", async () => {
    expect(await refusalsOf({})).to.deep.equal([]);
    const filled = { ...example.InsuranceFund, ...accounts, token: token.target };
    expect(await refusalsOf(filled)).to.deep.equal([]);
    const file = { module: "LocalFund", values: local.LocalFund } as const;
    expect([...parameterRefusals(file), ...chainRefusals(file, await readChain(node, file))]).to.deep.equal([]);
  });

  it("are as DESIGN has them: mainnet's in the example, the devnet's in local.json", () => {
    const { token: asset, policy: mainnet } = example.InsuranceFund;
    expect(asset).to.equal("0xdAC17F958D2ee523a2206206994597C13D831ec7");
    const shared = { coverBps: 2000n, headBps: 9000n, basisAll: false, maxLevels: 25n, revealWindow: 21_600n };
    const bonds = { settlementBond: 10_000_000_000n, demandBond: 10_000_000n };
    expect(figuresOf(mainnet)).to.deep.equal({
      ...{ ...shared, ...bonds },
      ...{ periodHours: 8n, maxCoverageBps: 2_500n, challengeWindow: 259_200n, bondBps: 1_000n },
    });
    expect(figuresOf(policy)).to.deep.equal({
      ...{ ...shared, ...bonds },
      ...{ periodHours: 0n, maxCoverageBps: 10_000n, challengeWindow: 86_400n, bondBps: 100n },
    });
  });

  it("are refused while the example is not filled in, each by its name and with what to do", async () => {
    const refusals = await refusalsOf({ ...example.InsuranceFund, token: token.target });
    expect(refusals.length).to.equal(PARTS.length + 1);
    for (const part of PARTS) {
      const [said] = refusals.filter((refusal) => refusal.startsWith(`${part} is "put here`));
      expect(said, part).to.include("expected an address, 0x and 40 hex digits: put there the address of the account");
    }
    expect(refusals.at(-1)).to.include(
      'openingTime is "put here where period 1 starts, in Unix seconds"; expected a time',
    );
  });

  const refused: [string, Values, string][] = [
    ["a missing account", { governor: undefined }, "governor is missing; expected an address"],
    [
      "a zero address",
      { clearing: ethers.ZeroAddress },
      `clearing is "${ethers.ZeroAddress}"; expected an address that somebody has`,
    ],
    [
      "an address that is too short",
      { guardian: ADMIN.slice(0, -1) },
      `guardian is "${ADMIN.slice(0, -1)}"; expected an address, 0x and 40 hex digits`,
    ],
    [
      "an address with a wrong checksum",
      { guardian: ADMIN.replace("d", "D") },
      "expected an address whose capital and small letters agree with its digits (EIP-55): a digit is wrong or missing",
    ],
    ["a number for an address", { operator: 7 }, "operator is 7; expected an address"],
    [
      "two admins that are one",
      { admin2: ADMIN },
      `admin2 is ${ADMIN}; expected another address than admin1's: give each part an account of its own`,
    ],
    [
      "two admins that are one in other letters",
      { admin2: ADMIN.toLowerCase() },
      "expected another address than admin1's",
    ],
    ["a guardian that is the governor", { guardian: accounts.governor }, "expected another address than guardian's"],
    ["clearing that is the token", { clearing: token.target }, "clearing is 0x"],
    ["a name that is not known", { admin: ADMIN }, `admin is "${ADMIN}"; expected one of token, admin1, admin2,`],
    [
      "an opening in milliseconds",
      { openingTime: 1_760_000_000_000 },
      "openingTime is 1760000000000; expected a time in whole seconds",
    ],
    [
      "an opening in words",
      { openingTime: "2026-01-01" },
      'openingTime is "2026-01-01"; expected a time in whole seconds',
    ],
    ["an opening at zero", { openingTime: 0 }, "openingTime is 0; expected a time in whole seconds"],
    [
      "an opening in the future",
      { openingTime: 5_000_000_000 },
      "openingTime is 5000000000 (2128-06-11T08:53:20Z); expected a time that is not after the chain's",
    ],
    ["no policy", { policy: undefined }, "policy is missing; expected the policy's fields"],
    [
      "a policy with a misspelt field",
      { policy: { ...policy, maxLevel: 25 } },
      "policy.maxLevel is 25; expected one of coverBps,",
    ],
    [
      "a policy without a field",
      { policy: { ...policy, maxLevels: undefined } },
      "policy.maxLevels is missing; expected an integer from 1 to 40, in levels",
    ],
    [
      "a bond that JSON rounds",
      { policy: { ...policy, settlementBond: 1e22 } },
      "policy.settlementBond is 1e+22; expected an integer from 1 to",
    ],
    [
      "a bond in tokens",
      { policy: { ...policy, demandBond: "10.0" } },
      'policy.demandBond is "10.0"; expected an integer from 1 to',
    ],
    ["a basis in quotes", { policy: { ...policy, basisAll: "false" } }, 'policy.basisAll is "false"; expected false'],
  ];
  for (const [what, differing, said] of refused) {
    it(`are refused with ${what}`, async () => {
      expect((await refusalsOf(differing)).join("\n")).to.include(said);
    });
  }

  it("take no account that is the deployer, or a contract that the deployment creates", async () => {
    const { address } = (await ethers.getSigners())[0]!;
    expect((await refusalsOf({ admin1: address })).join()).to.include("expected another address than the deployer's");
    const nonce = await ethers.provider.getTransactionCount(address);
    for (const ahead of [0, 1]) {
      const clearing = getCreateAddress({ from: address, nonce: nonce + ahead });
      expect((await refusalsOf({ clearing })).join()).to.include("than that of a contract to be deployed");
    }
  });

  it("come from a file of JSON with one module's name above them, or are refused by its name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fund-"));
    const path = join(folder, "p.json");
    try {
      for (const [text, said] of [
        ["{", "is no JSON"],
        ["{}", "is no file of parameters"],
        ['{"InsuranceFund": [1]}', "is no file of parameters"],
        ['{"insuranceFund": {}}', "is no file of parameters"],
        ['{"InsuranceFund": {}, "LocalFund": {}}', "is no file of parameters"],
      ] as const) {
        await writeFile(path, text);
        expect(await readParameters(path).catch(String), text).to.include(`${path}: ${said}`);
      }
      expect(await readParameters(join(folder, "none")).catch(String)).to.include("cannot be read (ENOENT)");
      await writeFile(path, JSON.stringify({ LocalFund: { operator: 1 } }));
      expect(await readParameters(path)).to.deep.equal({ module: "LocalFund", values: { operator: 1 } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the policy of a deployment", () => {
  const HOUR = 3_600;
  const MOST_BOND = 2n ** 96n - 1n;
  /** For each field the last values that are taken and the first that are not; undefined where the contract's type has none. */
  const edges: Record<string, { takes: (number | bigint)[]; refuses: (number | bigint)[] }> = {
    coverBps: { takes: [0, 10_000], refuses: [10_001] },
    headBps: { takes: [1, 10_000], refuses: [0, 10_001] },
    periodHours: { takes: [0, 720], refuses: [721] },
    maxCoverageBps: { takes: [1, 10_000], refuses: [0, 10_001] },
    challengeWindow: { takes: [21_600, 30 * 24 * HOUR], refuses: [21_599, 30 * 24 * HOUR + 1] },
    revealWindow: { takes: [HOUR, 86_400], refuses: [HOUR - 1, 86_401] },
    maxLevels: { takes: [1, 40], refuses: [0, 41] },
    bondBps: { takes: [0, 10_000], refuses: [10_001] },
    settlementBond: { takes: [1, MOST_BOND], refuses: [0] },
    demandBond: { takes: [1, MOST_BOND], refuses: [0] },
  };

  /** The field that the contract's constructor refuses, if any. */
  async function refusedByContract(given: object): Promise<string | undefined> {
    const { abi, bytecode } = await artifactOf(FUND);
    const factory = new ContractFactory(abi as InterfaceAbi, bytecode);
    const manager = token.target;
    const { data } = await factory.getDeployTransaction(token.target, manager, ADMIN, 1_700_000_000, given);
    try {
      await ethers.provider.call({ data });
      return undefined;
    } catch (error) {
      const revert = revertOf(error);
      expect(revert?.name).to.equal("PolicyOutOfBounds");
      return String(revert?.args[0]);
    }
  }

  for (const [field, { takes, refuses }] of Object.entries(edges)) {
    it(`has the contract's bounds of ${field}`, async () => {
      const withValue = (value: number | bigint) => ({ ...policy, [field]: String(value) });
      for (const value of takes) {
        expect(policyRefusals(withValue(value)).map(sentenceOf), `${value}`).to.deep.equal([]);
        expect(await refusedByContract(withValue(value)), `${value}`).to.equal(undefined);
      }
      for (const value of refuses) {
        const [refusal] = policyRefusals(withValue(value));
        const byContract = await refusedByContract(withValue(value));
        // Which of two windows is to blame is a matter of taste.
        const isWindow = field === "revealWindow" && byContract === "challengeWindow";
        expect(refusal?.parameter, `${value}`).to.equal(`policy.${isWindow ? "challengeWindow" : field}`);
        expect(byContract, `${value}`).to.equal(isWindow ? "challengeWindow" : field);
      }
    });
  }
});
