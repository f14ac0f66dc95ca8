import { expect } from "chai";
import * as ethers from "ethers";
import { INSURANCE_FUND_SIGNATURES } from "../../sdk/src/chain/abi.ts";
import { MANAGER_INTERFACE } from "../../sdk/src/chain/roles/manager.ts";
import { operationId } from "../../sdk/src/chain/roles/scheduled.ts";
import * as own from "../../web/src/abi/index.ts";

const MANAGER = MANAGER_INTERFACE.fragments.map((fragment) => fragment.format("full"));
const CONTRACTS = [INSURANCE_FUND_SIGNATURES, MANAGER.map(written)].map(
  (signatures) => [new ethers.Interface(signatures), new own.Interface(signatures)] as const,
);
const THEIRS = new ethers.Interface(INSURANCE_FUND_SIGNATURES);
const OURS = new own.Interface(INSURANCE_FUND_SIGNATURES);

/** As the SDK writes signatures: a struct has no word before its bracket. */
function written(signature: string): string {
  return signature.replaceAll("tuple(", "(");
}

/** Numbers from 0 to 1 that are the same in every run. */
let seed = 20_263;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const below = (most: number) => Math.floor(random() * most);
const bytes = (size: number) => ethers.hexlify(Uint8Array.from({ length: size }, () => below(256)));

/** A value of a type, near its ends as often as not. */
function anyOf(type: ethers.ParamType): unknown {
  if (type.arrayChildren !== null)
    return Array.from({ length: below(4) }, () => anyOf(type.arrayChildren as ethers.ParamType));
  if (type.components !== null) return type.components.map(anyOf);
  if (type.type === "string") return ["", "period", "Ünïcode 永續", "x".repeat(70)][below(4)];
  if (type.type === "bytes") return bytes(below(70));
  if (type.type === "bool") return random() < 0.5;
  if (type.type === "address") return ethers.getAddress(bytes(20));
  const size = Number(/\d+$/.exec(type.type)?.[0]);
  if (type.type.startsWith("bytes")) return bytes(size);
  const all = BigInt.asUintN(size, BigInt(bytes(32)));
  const value = [0n, BigInt.asUintN(size, -1n), all][below(3)] as bigint;
  return type.type.startsWith("int") ? BigInt.asIntN(size, value) : value;
}

/** All values of a result, or that there is something in it that it does not give. */
function told(read: () => unknown): unknown {
  const plain = (value: unknown): unknown => (Array.isArray(value) ? [...value].map(plain) : value);
  try {
    return plain(read());
  } catch {
    return "refused";
  }
}

const inputsOf = (fragment: ethers.Fragment) => [...fragment.inputs];

describe("the page's own ABI", () => {
  it("hashes bytes as ethers does, and names a scheduled call as the manager does", () => {
    for (const size of [0, 1, 135, 136, 137, 500]) {
      const data = bytes(size);
      expect(own.keccak256(data)).to.equal(ethers.keccak256(data));
      const [caller, target] = [bytes(20), bytes(20)];
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(["address", "address", "bytes"], [caller, target, data]);
      expect(operationId(caller, target, data)).to.equal(ethers.keccak256(encoded));
    }
  });

  it("names every function, event and error as ethers does", () => {
    for (const [theirs, ours] of CONTRACTS) {
      theirs.forEachFunction(({ name, selector }) => expect(ours.getFunction(name)?.selector, name).to.equal(selector));
      theirs.forEachEvent(({ name, topicHash }) => expect(ours.getEvent(name)?.topicHash, name).to.equal(topicHash));
      theirs.forEachError(({ name, selector }) => expect(ours.getError(name)?.selector, name).to.equal(selector));
      expect(ours.getFunction("nothing")).to.equal(null);
      const names: string[] = [];
      ours.forEachEvent(({ name }) => names.push(name));
      expect(names).to.have.length(theirs.fragments.filter(({ type }) => type === "event").length);
    }
  });

  it("encodes calls as ethers does, structs by place and by name", () => {
    for (const [theirs, ours] of CONTRACTS) {
      theirs.forEachFunction((fragment) => {
        for (let round = 0; round < 8; round++) {
          const values = fragment.inputs.map(anyOf);
          const named = fragment.inputs.map(({ components }, at) =>
            components === null
              ? values[at]
              : Object.fromEntries(components.map(({ name }, of) => [name, (values[at] as unknown[])[of]])),
          );
          const data = theirs.encodeFunctionData(fragment, values);
          expect(ours.encodeFunctionData(fragment.name, values), fragment.name).to.equal(data);
          expect(ours.encodeFunctionData(fragment.name, named), fragment.name).to.equal(data);
          expect(told(() => ours.parseTransaction({ data })?.args)).to.deep.equal(
            told(() => theirs.parseTransaction({ data })?.args),
          );
        }
      });
    }
  });

  it("refuses to encode what does not fit", () => {
    for (const [name, value] of [
      ["record", -1n],
      ["record", 2n ** 64n],
      ["claimable", "0x12"],
      ["claimable", 5n],
    ] as const)
      expect(() => OURS.encodeFunctionData(name, [value])).to.throw();
    expect(() => OURS.encodeFunctionData("record", [])).to.throw();
    expect(() => OURS.encodeFunctionData("nothing", [])).to.throw();
  });

  it("decodes results, errors and logs as ethers does, right, broken and made up", () => {
    for (const [theirs, ours] of CONTRACTS) {
      const coder = ethers.AbiCoder.defaultAbiCoder();
      const spoiled = (data: string) => {
        const kind = below(4);
        const at = 2 + 64 * below(Math.max(1, (data.length - 2) / 64));
        if (kind === 0) return data;
        if (kind === 1) return data.slice(0, at);
        if (kind === 2) return data.slice(0, at) + bytes(32).slice(2) + data.slice(at + 64);
        return `${data}${bytes(below(40)).slice(2)}`;
      };
      theirs.forEachFunction((fragment) => {
        for (let round = 0; round < 12; round++) {
          const data = spoiled(coder.encode(fragment.outputs, fragment.outputs.map(anyOf)));
          const [got, expected] = [ours, theirs].map((each) =>
            told(() => each.decodeFunctionResult(fragment.name, data)),
          );
          expect(got, `${fragment.name} ${data}`).to.deep.equal(expected);
        }
      });
      theirs.forEachError((fragment) => {
        for (let round = 0; round < 6; round++) {
          const data = fragment.selector + spoiled(coder.encode(fragment.inputs, fragment.inputs.map(anyOf))).slice(2);
          expect(
            told(() => ours.parseError(data)?.args),
            `${fragment.name} ${data}`,
          ).to.deep.equal(told(() => theirs.parseError(data)?.args));
        }
      });
      theirs.forEachEvent((fragment) => {
        for (let round = 0; round < 12; round++) {
          const { topics, data } = theirs.encodeEventLog(fragment, inputsOf(fragment).map(anyOf));
          const log = { topics, data: spoiled(data) };
          expect(
            told(() => ours.parseLog(log)?.args),
            `${fragment.name} ${log.data}`,
          ).to.deep.equal(told(() => theirs.parseLog(log)?.args));
        }
      });
      expect(ours.parseLog({ topics: [], data: "0x" })).to.equal(null);
      expect(ours.parseError("0x12345678")).to.equal(null);
    }
  });

  it("gives all else where a text is none, and tells that when it is taken", () => {
    const event = THEIRS.getEvent("SettlementSubmitted") as ethers.EventFragment;
    const { topics, data } = THEIRS.encodeEventLog(event, [...event.inputs.slice(0, -1).map(anyOf), "period"]);
    const args = OURS.parseLog({ topics, data: data.replace("706572696f64", "ff6572696f64") })?.args;
    expect(args?.[6]).to.equal(BigInt(`0x${data.slice(2 + 64 * 30, 2 + 64 * 31)}`));
    expect(() => args?.[7]).to.throw();
  });

  it("gives fields by name, and a plain object and list of them", () => {
    const values = [1n, 2n, 3n];
    const data = ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint64", "uint64"], values);
    const result = OURS.decodeFunctionResult("credited", data);
    for (const [at, name] of ["amount", "count", "lastTime"].entries())
      expect(result).to.have.property(name, values[at]);
    expect(result.toObject()).to.deep.equal({ amount: 1n, count: 2n, lastTime: 3n });
    expect(result.map(BigInt)).to.deep.equal(result.toArray());
    expect(() => OURS.decodeFunctionResult("credited", "0x"))
      .to.throw()
      .with.property("code", "BAD_DATA");
    expect(own.isError(new Error("x"), "BAD_DATA")).to.equal(false);
  });

  it("knows addresses by their checksums", () => {
    for (let round = 0; round < 50; round++) {
      const address = ethers.getAddress(bytes(20));
      const other = address.replace(/[a-fA-F](?=[^a-fA-F]*$)/, (digit) =>
        digit === digit.toLowerCase() ? digit.toUpperCase() : digit.toLowerCase(),
      );
      for (const text of [
        address,
        address.toLowerCase(),
        `0x${address.slice(2).toUpperCase()}`,
        other,
        address.slice(0, -1),
        5,
      ])
        expect(own.isAddress(text), String(text)).to.equal(ethers.isAddress(text));
    }
  });
});
