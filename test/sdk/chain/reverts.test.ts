import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { AbiCoder, makeError, ParamType } from "ethers";
import { ChainError, FAULTS, InputError } from "zke-insurance-fund";
import {
  chainErrorOf,
  FUND_INTERFACE,
  INSURANCE_FUND_ABI,
  revertOf,
  STATUSES,
  sentenceOf,
  TREES,
} from "zke-insurance-fund/chain";
import { isTokens } from "../../../sdk/src/chain/reverts.ts";

const errors = INSURANCE_FUND_ABI.filter(({ type }) => type === "error") as unknown as readonly {
  name: string;
  inputs: readonly { type: string }[];
}[];

const FUND = `0x${"12".repeat(20)}`;

function encoded({ name, inputs }: (typeof errors)[number]): string {
  const values = AbiCoder.defaultAbiCoder().getDefaultValue(inputs.map(({ type }) => ParamType.from(type)));
  return FUND_INTERFACE.encodeErrorResult(name, values);
}

describe("refusals in words", () => {
  for (const error of errors) {
    it(`says what ${error.name} means`, () => {
      const revert = revertOf({ data: encoded(error) })!;
      expect(revert.name).to.equal(error.name);
      const sentence = sentenceOf(revert);
      expect(sentence).to.match(/^[a-z0-9][^\n]*\.$/i);
      expect(sentence).not.to.include(error.name);
      expect(sentence).not.to.match(/undefined|NaN|\[object/);
    });
  }

  it("has a word for each of the contract's numbers", async () => {
    const source = await readFile(new URL("../../../contracts/interfaces/Types.sol", import.meta.url), "utf8");
    const members = (name: string) => {
      const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)![1]!;
      return body.replace(/\/\/\/.*$/gm, "").split(",").length;
    };
    expect([FAULTS.length, STATUSES.length, TREES.length]).to.deep.equal([
      members("Fault"),
      members("Status"),
      members("Tree"),
    ]);
  });

  it("writes amounts with the decimals of the fund's token", () => {
    const data = FUND_INTERFACE.encodeErrorResult("CoverageTooLow", [1_500_000n, 2_000_000n]);
    const said = (decimals?: number) => String(chainErrorOf({ data }, { decimals }));
    expect(said()).to.equal(
      "The chain refused: the fund can cover 1.5 now, and 2 was asked for at the least; wait until a pending settlement is final, donate the rest, or ask for less.",
    );
    expect(said(18)).to.include("cover 0.0000000000015 now, and 0.000000000002 was");
    expect(said(0)).to.include("cover 1500000 now, and 2000000 was");
  });

  it("tells a token's word from the fund's: what an approval mends is no refusal of the call", () => {
    const word = (data: string) => isTokens(revertOf({ code: 3, message: "execution reverted", data })!);
    const allowance = "0xfb8f41b2";
    const words = [FUND, "1", "2"].map((value) => value.replace("0x", "").padStart(64, "0")).join("");
    for (const data of [
      allowance + words,
      allowance,
      "0x",
      "0x7939f424",
      FUND_INTERFACE.encodeErrorResult("SafeERC20FailedOperation", [FUND]),
    ])
      expect(word(data), data).to.equal(true);
    for (const error of errors)
      if (error.name !== "SafeERC20FailedOperation") expect(word(encoded(error)), error.name).to.equal(false);
    expect(String(chainErrorOf({ data: allowance + words }, { decimals: 0 }))).to.include(
      "may take 1 tokens, and 2 are needed",
    );
  });

  it("takes bytes that are laid out as no error for one that is not known", () => {
    const notText = `0x08c379a0${"20".padStart(64, "0")}${"2".padStart(64, "0")}${"fffe".padEnd(64, "0")}`;
    for (const data of [FUND_INTERFACE.getError("CoverageTooLow")!.selector, "0x08c379a0", "0x4e487b71", notText]) {
      expect(chainErrorOf({ code: 3, message: "execution reverted", data })).to.include({ kind: "reverted" });
      expect(revertOf({ data })).to.deep.equal({ name: data.slice(0, 10), args: [] });
    }
  });

  it("takes a node's trouble for no refusal, though it comes with empty data", () => {
    expect(revertOf({ code: -32_000, message: "header not found", data: "0x" })).to.equal(undefined);
    expect(revertOf({ code: -32_000, message: "execution reverted", data: "0x" })).to.deep.equal({
      name: "",
      args: [],
    });
    expect(revertOf({ code: 3, message: "", data: "0x" })).to.deep.equal({ name: "", args: [] });
  });

  it("finds the data wherever a node or ethers puts it", () => {
    const data = encoded(errors.find(({ name }) => name === "FundClosed")!);
    for (const shape of [
      { data },
      { error: { data } },
      { error: { data: { data } } },
      { info: { error: { code: 3, message: "execution reverted", data } } },
    ]) {
      expect(revertOf(shape)?.name, JSON.stringify(shape)).to.equal("FundClosed");
    }
  });

  it("knows a refusal without a reason, an unknown one, and what is none", () => {
    expect(revertOf({ data: "0x" })?.name).to.equal("");
    expect(sentenceOf(revertOf({ data: "0x" })!)).to.include("The token does that");
    expect(sentenceOf(revertOf({ data: "0x12345678" })!)).to.equal("an unknown error, 0x12345678.");
    expect(revertOf(new Error("else"))).to.equal(undefined);
    expect(revertOf(undefined)).to.equal(undefined);
  });
});

describe("errors of a provider", () => {
  it("become a ChainError with a sentence and its cause", () => {
    const data = encoded(errors.find(({ name }) => name === "EnforcedPause")!);
    const failure = chainErrorOf({ data }, { host: "http://node" }) as ChainError;
    expect(failure).to.be.instanceOf(ChainError);
    expect(failure.message).to.match(/^The chain refused: the fund is paused/);
    expect(failure.cause).to.deep.equal({ data });
  });

  it("are told apart by what to do: ask again, top up, or read what the node said", () => {
    const message = (error: unknown) => String(chainErrorOf(error, { host: "http://node" }));
    const refused = new TypeError("fetch failed", { cause: Object.assign(new Error(""), { code: "ECONNREFUSED" }) });
    expect(message(refused)).to.equal(
      "The chain at http://node could not be reached (ECONNREFUSED); check the address, or try again later.",
    );
    expect(message(new DOMException("late", "TimeoutError"))).to.include("no answer in time");
    expect(message(makeError("poor", "INSUFFICIENT_FUNDS", { transaction: {} as never }))).to.include(
      "too little ether",
    );
    expect(message({ code: "UNKNOWN_ERROR", error: { code: -32_005, message: "limit\nexceeded" } })).to.equal(
      "The chain at http://node refused: limit exceeded",
    );
  });

  it("leave alone what is a sentence already, and mistakes of our own", () => {
    for (const error of [new InputError("x"), new ChainError("x"), new RangeError("x")]) {
      expect(chainErrorOf(error)).to.equal(error);
    }
    const mistake = makeError("bad address", "INVALID_ARGUMENT", { argument: "to", value: "x" });
    expect(chainErrorOf(mistake)).to.equal(mistake);
  });
});
