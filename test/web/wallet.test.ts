import { expect } from "chai";
import { AbiCoder, id, zeroPadValue } from "ethers";
import type { ChainLogEntry, Fund, PeriodRecord } from "zke-insurance-fund/chain";
import { followCall } from "../../web/src/share/follow-call.ts";
import { failedByWallet, sendByWallet, WalletError, type WalletProvider } from "../../web/src/share/wallet.ts";

const ACCOUNT = `0x${"a1".repeat(20)}`;
const HASH = `0x${"f0".repeat(32)}`;
const CALL = { chainId: 31337n, to: `0x${"12".repeat(20)}`, data: "0xabcd" };

/** A wallet that answers as it is told, and remembers what it was asked. */
function walletThat(answers: Record<string, unknown>): WalletProvider & { asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const usual: Record<string, unknown> = {
    eth_requestAccounts: [ACCOUNT],
    eth_chainId: "0x7a69",
    eth_estimateGas: "0x186a0",
    eth_sendTransaction: HASH,
  };
  return {
    asked,
    async request({ method, params }) {
      asked.push([method, params?.[0]]);
      const answer = method in answers ? answers[method] : usual[method];
      const value = typeof answer === "function" ? answer() : answer;
      if (value instanceof Error || (value as { code?: unknown } | undefined)?.code !== undefined) throw value;
      return value;
    },
  };
}

const send = (wallet: WalletProvider, before: (account: string) => Promise<void> = async () => {}) =>
  sendByWallet(wallet, CALL, before);
const problemOf = async (wallet: WalletProvider) => {
  const error = await send(wallet).catch((reason: unknown) => reason);
  expect(error).to.be.instanceOf(WalletError);
  return (error as WalletError).problem;
};

describe("a call by a wallet", () => {
  it("is checked on the wallet's account before it is sent, with gas to spare", async () => {
    const wallet = walletThat({});
    const checked: string[] = [];
    expect(await send(wallet, async (account) => void checked.push(account))).to.deep.equal({
      account: ACCOUNT,
      hash: HASH,
    });
    expect(checked).to.deep.equal([ACCOUNT]);
    const call = { from: ACCOUNT, to: CALL.to, data: CALL.data, value: "0x0" };
    expect(wallet.asked).to.deep.equal([
      ["eth_requestAccounts", undefined],
      ["eth_chainId", undefined],
      ["eth_estimateGas", call],
      ["eth_sendTransaction", { ...call, gas: "0x1d4c0" }],
    ]);
  });

  it("is not sent where the contract would not take it", async () => {
    const wallet = walletThat({});
    const refusal = new Error("refused");
    expect(await send(wallet, () => Promise.reject(refusal)).catch((error: unknown) => error)).to.equal(refusal);
    expect(wallet.asked.map(([method]) => method)).to.not.include("eth_sendTransaction");
  });

  it("is sent on the fund's chain and on no other", async () => {
    let chain = "0x1";
    const willing = walletThat({ eth_chainId: () => chain, wallet_switchEthereumChain: () => (chain = "0x7a69") });
    await send(willing);
    expect(willing.asked).to.deep.include(["wallet_switchEthereumChain", { chainId: "0x7a69" }]);
    const deaf = walletThat({ eth_chainId: "0x1", wallet_switchEthereumChain: null });
    expect(await problemOf(deaf)).to.equal("otherChain");
    for (const [code, problem] of [
      [4902, "unknownChain"],
      [4001, "refused"],
      [-32_601, "otherChain"],
    ] as const) {
      const wallet = walletThat({ eth_chainId: "0x1", wallet_switchEthereumChain: { code, message: "no" } });
      expect(await problemOf(wallet), `${code}`).to.equal(problem);
      expect(wallet.asked.map(([method]) => method)).to.not.include("eth_sendTransaction");
    }
  });

  it("says in its own words why it was not sent", async () => {
    for (const [method, answer, problem] of [
      ["eth_requestAccounts", { code: 4001, message: "User rejected the request." }, "refused"],
      ["eth_requestAccounts", { code: -32_002, message: "Already processing" }, "busy"],
      ["eth_requestAccounts", { code: 4100, message: "locked" }, "noAccount"],
      ["eth_requestAccounts", [], "noAccount"],
      ["eth_requestAccounts", null, "noAccount"],
      ["eth_estimateGas", { code: -32_000, message: "insufficient funds for gas * price + value" }, "noMoney"],
      ["eth_chainId", { code: 4901, message: "gone" }, "disconnected"],
      ["eth_sendTransaction", { code: 4001, message: "no" }, "refused"],
      ["eth_sendTransaction", new Error("boom"), "other"],
      ["eth_sendTransaction", "0x12", "other"],
      ["eth_sendTransaction", undefined, "other"],
    ] as const) {
      expect(await problemOf(walletThat({ [method]: answer })), `${method} ${JSON.stringify(answer)}`).to.equal(
        problem,
      );
    }
  });
});

describe("a call that was sent", () => {
  const word = (number: number) => zeroPadValue(`0x${number.toString(16).padStart(2, "0")}`, 32);
  const voidedLog = (challenger: string, transactionHash: string): ChainLogEntry => ({
    topics: [
      id("SettlementVoided(uint64,uint64,address,uint8,uint256,uint256,uint256,uint64)"),
      word(3),
      word(4),
      zeroPadValue(challenger, 32),
    ],
    data: AbiCoder.defaultAbiCoder().encode(["uint8", "uint256", "uint256", "uint256", "uint64"], [1, 2, 77, 4, 5]),
    ...{ blockNumber: 9, blockHash: HASH, transactionHash, index: 0 },
  });
  const call = { period: 3n, serial: 4n, account: ACCOUNT, hash: HASH, sinceBlock: 8 };
  /** A fund whose record goes through these, one a look; an error is thrown. */
  function fundThat(looks: (Partial<PeriodRecord> | Error)[], logs: ChainLogEntry[] = []) {
    let at = 0;
    return {
      address: CALL.to,
      record: async () => {
        const look = looks[Math.min(at++, looks.length - 1)]!;
        if (look instanceof Error) throw look;
        return { submission: 4n, status: "pending", ...look } as PeriodRecord;
      },
      provider: { getBlockNumber: async () => 10, getLogs: async () => logs } as unknown as Fund["provider"],
    } as Pick<Fund, "record" | "provider" | "address">;
  }
  const follow = (fund: Parameters<typeof followCall>[0], failed = false) =>
    followCall(fund, call, {
      signal: new AbortController().signal,
      hasFailed: async () => failed,
      pause: async () => {},
    });
  const other = `0x${"b2".repeat(20)}`;

  it("is followed by what the page's own node says of the settlement, also through failures of that node", async () => {
    const looks = [{}, new Error("no answer"), {}, { status: "voided" as const }];
    expect(await follow(fundThat(looks, [voidedLog(ACCOUNT, HASH)]))).to.deep.equal({ is: "voidedByYou", reward: 77n });
    expect(await follow(fundThat(looks, [voidedLog(other, `0x${"01".repeat(32)}`)]))).to.deep.equal({
      is: "voidedByOther",
    });
    expect(await follow(fundThat(looks))).to.deep.equal({ is: "voided" });
    expect(
      await follow(fundThat([{ submission: 5n }], [voidedLog(ACCOUNT, HASH)])),
      "submitted again since",
    ).to.deep.equal({ is: "voidedByYou", reward: 77n });
    expect(await follow(fundThat([{ status: "finalized" }]))).to.deep.equal({ is: "ended" });
  });

  it("has failed once the wallet says so and the settlement stays pending", async () => {
    expect(await follow(fundThat([{}]), true)).to.deep.equal({ is: "failed" });
    expect(
      await follow(fundThat([{}, {}, { status: "voided" }], [voidedLog(other, `0x${"01".repeat(32)}`)]), true),
    ).to.deep.equal({ is: "voidedByOther" });
    expect(await failedByWallet(walletThat({ eth_getTransactionReceipt: { status: "0x0" } }), HASH)).to.equal(true);
    for (const answer of [null, { status: "0x1" }, new Error("no")])
      expect(await failedByWallet(walletThat({ eth_getTransactionReceipt: answer }), HASH)).to.equal(false);
  });
});
