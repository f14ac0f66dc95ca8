// Whether a vault pays out, as the SDK asks the token: what the books do not show.
import { expect } from "chai";
import { network } from "hardhat";
import { ChainError } from "zke-insurance-fund";
import { type ChainReader, openFund, readVault } from "zke-insurance-fund/chain";
import { requireOpenVault } from "../../sdk/src/operations/vault.ts";
import { deployLocalFund } from "../support/fund.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const ASSETS = 1_000_000_000n;

async function fixture() {
  const deployed = await deployLocalFund(connection);
  const { token, fund } = deployed;
  const [owner] = await ethers.getSigners();
  await token.issue(owner!.address, ASSETS);
  await token.approve(fund.target, ASSETS);
  await fund.donate(ASSETS);
  return deployed;
}

type Deployed = Awaited<ReturnType<typeof fixture>>;

const opened = ({ fund }: Deployed, reader: unknown = ethers.provider) =>
  openFund(reader as ChainReader, String(fund.target));

async function refusalOf(deployed: Deployed, terms = {}): Promise<string | undefined> {
  const fund = await opened(deployed);
  return requireOpenVault(fund, terms, "latest").then(
    () => undefined,
    (error: ChainError) => `${error.kind} ${error.code}`,
  );
}

describe("a fund's vault", () => {
  it("pays, whether or not there is anything in it, and whether or not clearing is blacklisted", async () => {
    const deployed = await networkHelpers.loadFixture(fixture);
    const fund = await opened(deployed);
    expect(await readVault(fund)).to.deep.equal({ solvency: 0n, frozen: undefined });
    await deployed.token.addBlackList(await deployed.fund.clearing());
    expect(await readVault(fund)).to.deep.equal({ solvency: 0n, frozen: undefined });
    expect(await refusalOf(deployed)).to.equal(undefined);
    await deployed.token.addBlackList(deployed.fund.target);
    await deployed.token.destroyBlackFunds(deployed.fund.target);
    await deployed.token.removeBlackList(deployed.fund.target);
    expect(await readVault(fund)).to.deep.equal({ solvency: -ASSETS, frozen: undefined });
  });

  for (const [what, freeze] of [
    ["blacklisted", ({ token, fund }: Deployed) => token.addBlackList(fund.target)],
    ["of a paused token", ({ token }: Deployed) => token.pause()],
  ] as const) {
    it(`that is ${what} is frozen, though its books are right, and is not paid into unless told to`, async () => {
      const deployed = await networkHelpers.loadFixture(fixture);
      await freeze(deployed);
      expect(await readVault(await opened(deployed))).to.deep.equal({ solvency: 0n, frozen: "it gives no reason" });
      expect(await refusalOf(deployed)).to.equal("refused vaultFrozen");
      expect(await refusalOf(deployed, { intoFrozen: true })).to.equal(undefined);
    });
  }

  it("whose token does not even tell a balance is frozen", async () => {
    const deployed = await networkHelpers.loadFixture(fixture);
    await deployed.token.deprecate();
    const { solvency, frozen } = await readVault(await opened(deployed));
    expect(solvency).to.equal(undefined);
    expect(frozen).to.match(/^it does not tell a balance/);
    expect(await refusalOf(deployed)).to.equal("refused vaultFrozen");
  });

  it("in which tokens are missing is short, and not paid into unless told to", async () => {
    const deployed = await networkHelpers.loadFixture(fixture);
    const { token, fund } = deployed;
    await token.addBlackList(fund.target);
    await token.destroyBlackFunds(fund.target);
    await token.removeBlackList(fund.target);
    const error = await requireOpenVault(await opened(deployed), {}, "latest").catch((caught: ChainError) => caught);
    expect(error).to.be.instanceOf(ChainError).with.property("code", "vaultShort");
    expect(String(error)).to.include("1000 are missing in the fund's vault").and.to.include("--into-frozen");
    expect(await refusalOf(deployed, { intoFrozen: true })).to.equal(undefined);
  });

  it("is not judged by a node that fails", async () => {
    const deployed = await networkHelpers.loadFixture(fixture);
    const fund = await opened(deployed);
    const failing = {
      ...fund,
      provider: {
        call: (call: { from?: string }) =>
          call.from === undefined ? ethers.provider.call(call) : Promise.reject(new Error("busy")),
      } as unknown as ChainReader,
    };
    const error = await readVault(failing).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
    expect(await requireOpenVault(failing, {}, "latest")).to.equal(undefined);
  });
});
