// The fund does the same on an EVM that shares no code with Hardhat's: the same signed transactions, from deployment to migration, cost
// the same gas, emit the same events, revert with the same data, and leave the same to be read.
import { expect } from "chai";
import { dataSlice, Interface, NamedFragment } from "ethers";
import type { Chain, Hardfork } from "../support/second-evm/chain.ts";
import { ethereumjsChain } from "../support/second-evm/ethereumjs-chain.ts";
import { hardhatChain } from "../support/second-evm/hardhat-chain.ts";
import { lifeOfAFund } from "../support/second-evm/life.ts";
import { headerHash } from "../support/second-evm/lists.ts";
import { artifactOf, type Entry } from "../support/second-evm/script.ts";
import { addressOf, hourOf, PARTS } from "../support/second-evm/stage.ts";

const ACCOUNTS = PARTS.map(addressOf);
const { script, fund, manager, token } = lifeOfAFund();
const places = [fund, manager, token];
const sent = script.entries.flatMap(({ signed, ...entry }) => (signed === undefined ? [] : [{ ...entry, signed }]));

/** What the fund itself declares, OpenZeppelin's parts of it left out. */
const OWN = new Interface(artifactOf("contracts/interfaces/IInsuranceFund.sol/IInsuranceFund").abi);

const tell = (chain: Chain, { signed, time, place, data }: Entry) =>
  signed === undefined ? chain.call(place.address, data) : chain.send(signed, time);

/** What became of an entry: nothing, if it was done, else the error's name; "" if there was no reason. */
function refusalOf({ succeeded, ...rest }: Awaited<ReturnType<typeof tell>>): string | undefined {
  if (succeeded) return undefined;
  const data = "reason" in rest ? rest.reason : rest.data;
  if (data === "0x") return "";
  const named = places.map(({ abi }) => abi.getError(dataSlice(data, 0, 4))?.name).find((name) => name !== undefined);
  return named ?? data;
}

describe("a fund's life on a second EVM", () => {
  for (const hardfork of ["cancun", "prague", "osaka"] satisfies Hardfork[]) {
    it(`is the same under ${hardfork}, call by call`, async () => {
      const [ours, theirs] = [await hardhatChain(hardfork, ACCOUNTS), await ethereumjsChain(hardfork, ACCOUNTS)];
      for (const entry of script.entries) {
        const [here, there] = [await tell(ours, entry), await tell(theirs, entry)];
        expect(refusalOf(here), entry.name).to.equal(entry.refusal);
        expect(there, entry.name).to.deep.equal(here);
      }
      for (const { address } of places) expect(await theirs.codeAt(address)).to.equal(await ours.codeAt(address));
    });
  }

  it("leaves out no function of the fund, none of its own events and none of its own errors", async () => {
    const chain = await ethereumjsChain("cancun", ACCOUNTS);
    const emitted = new Set<string>();
    for (const { signed, time } of sent) {
      for (const [address, topic = ""] of (await chain.send(signed, time)).logs.map((line) => line.split(" "))) {
        if (address === fund.address.toLowerCase()) emitted.add(fund.abi.getEvent(topic)?.name ?? topic);
      }
    }
    const toTheFund = script.entries.filter(({ place }) => place.name === fund.name);
    expect(
      missing(
        fund.abi,
        "function",
        toTheFund.map(({ called }) => called),
      ),
    ).to.deep.equal([]);
    expect(missing(OWN, "event", [...emitted])).to.deep.equal([]);
    expect(
      missing(
        OWN,
        "error",
        script.entries.flatMap(({ refusal = [] }) => refusal),
      ),
    ).to.deep.equal([]);
  });

  it("hashes headers as ethers does", async () => {
    const chain = await ethereumjsChain("cancun", ACCOUNTS);
    for (const { signed, time } of sent) await chain.send(signed, time);
    const { data } = await chain.call(fund.address, fund.abi.encodeFunctionData("record", [1n]));
    const [{ settlementHash }] = fund.abi.decodeFunctionResult("record", data);
    expect(settlementHash).to.equal(headerHash(hourOf(1n).header, fund.address));
  });

  it("cannot begin before Shanghai, and ends with its deployment before Cancun", async () => {
    for (const chainUnder of [hardhatChain, ethereumjsChain]) {
      const paris = await chainUnder("paris", ACCOUNTS);
      for (const { signed, time, name } of sent.filter(({ called }) => called === "constructor")) {
        expect(await paris.send(signed, time), name).to.include({ succeeded: false, reason: "0x" });
      }
      const shanghai = await chainUnder("shanghai", ACCOUNTS);
      const ends = sent.findIndex(({ called }) => called === "donate");
      for (const entry of sent.slice(0, ends)) expect(refusalOf(await tell(shanghai, entry))).to.equal(entry.refusal);
      // The first guarded call: the guard's TLOAD is no instruction yet, and takes all gas.
      const { signed, time } = sent[ends]!;
      expect(await shanghai.send(signed, time)).to.include({ succeeded: false, reason: "0x", gasUsed: 3_000_000n });
    }
  });
});

/** What an ABI has, and `seen` has not. */
function missing(abi: Interface, type: "function" | "event" | "error", seen: readonly string[]): string[] {
  const names = abi.fragments.flatMap((fragment) =>
    fragment.type === type && fragment instanceof NamedFragment ? [fragment.name] : [],
  );
  return names.filter((name) => !seen.includes(name));
}
