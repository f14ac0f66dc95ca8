import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { SigningKey, Transaction, type TransactionLike, VoidSigner, Wallet } from "ethers";
import { ChainError, InputError } from "zke-insurance-fund";
import {
  ethersSigner,
  remoteSigner,
  signedBy,
  type TransactionSigner,
  type UnsignedTransaction,
  type ViemTransaction,
  viemSigner,
} from "zke-insurance-fund/chain";

const KEY = `0x${"11".repeat(32)}`;
const WALLET = new Wallet(KEY);
const ASKED: UnsignedTransaction = {
  ...{ type: 2, chainId: 5n, nonce: 7, to: `0x${"aB".repeat(20)}`, data: "0x12Ef", value: 0n },
  ...{ gasLimit: 100_000n, maxFeePerGas: 30n, maxPriorityFeePerGas: 2n },
};

/** The kind and words of the failure that something must end with. */
const failureOf = (done: Promise<unknown>) =>
  done.then(
    () => expect.fail("nothing failed"),
    (error: unknown) => {
      expect(error).to.be.instanceOf(ChainError);
      return error as ChainError;
    },
  );

/** Signs whatever it is made to, whatever it is asked. */
const signing = (change: TransactionLike, key = KEY): TransactionSigner => ({
  address: WALLET.address,
  async signTransaction(asked) {
    const transaction = Transaction.from({ ...asked, to: asked.to.toLowerCase(), ...change } as TransactionLike);
    transaction.signature = new SigningKey(key).sign(transaction.unsignedHash);
    return transaction.serialized;
  },
});

describe("what a signer gives", () => {
  it("is taken if it is what was asked for, whoever the signer is", async () => {
    const asked = { ...ASKED, to: ASKED.to.toLowerCase() as `0x${string}` };
    const raw = await signedBy(WALLET, asked);
    expect(Transaction.from(raw).from).to.equal(WALLET.address);
    expect(await signedBy(signing({}), ASKED)).to.equal(raw);
    expect(await signedBy(await ethersSigner(WALLET), asked)).to.equal(raw);
  });

  const others: readonly (readonly [string, TransactionLike, string?])[] = [
    ["type", { type: 0, gasPrice: 30n, maxFeePerGas: null, maxPriorityFeePerGas: null }],
    ["chainId", { chainId: 6n }],
    ["nonce", { nonce: 8 }],
    ["to", { to: `0x${"cd".repeat(20)}` }],
    ["to", { to: null }],
    ["data", { data: "0x12ee" }],
    ["value", { value: 1n }],
    ["gasLimit", { gasLimit: 100_001n }],
    ["maxFeePerGas", { maxFeePerGas: 31n }],
    ["maxPriorityFeePerGas", { maxPriorityFeePerGas: 3n }],
    ["accessList", { accessList: [{ address: WALLET.address, storageKeys: [] }] }],
    ["from", {}, `0x${"22".repeat(32)}`],
  ];
  for (const [field, change, key] of others) {
    it(`is refused if its ${field} is another: ${Object.keys(change).join() || "another key"}`, async () => {
      const error = await failureOf(signedBy(signing(change, key), ASKED));
      expect([error.code, error.kind, (error.args as { field: string }).field]).to.deep.equal([
        "signedOther",
        "refused",
        field,
      ]);
    });
  }

  it("is refused if it is no signed transaction, or spelt otherwise", async () => {
    const raw = await signedBy(signing({}), ASKED);
    const unsigned = Transaction.from({ ...ASKED, to: ASKED.to.toLowerCase() }).unsignedSerialized;
    for (const given of ["", "0x", "hello", `${raw}00`, raw.slice(0, -2), unsigned, null, {}, 5]) {
      const signer = { address: WALLET.address, signTransaction: async () => given as string };
      expect((await failureOf(signedBy(signer, ASKED))).code, JSON.stringify(given)).to.equal("signedNothing");
    }
  });
});

describe("a signer of another library", () => {
  it("is one of ethers, by its address", async () => {
    const signer = await ethersSigner(new VoidSigner(WALLET.address.toLowerCase()));
    expect(signer.address).to.equal(WALLET.address);
    const own = await ethersSigner({
      getAddress: async () => WALLET.address,
      signTransaction: (asked) => signing({}).signTransaction(asked),
    });
    expect(await signedBy(own, ASKED)).to.equal(await signedBy(signing({}), ASKED));
  });

  it("is a local account of viem, which gets the parts as viem names them", async () => {
    let given: ViemTransaction | undefined;
    const signer = viemSigner({
      address: WALLET.address as `0x${string}`,
      signTransaction({ gas, ...asked }) {
        given = { gas, ...asked };
        return signing({ gasLimit: gas }).signTransaction({ ...ASKED, to: asked.to, data: asked.data });
      },
    });
    expect(await signedBy(signer, ASKED)).to.equal(await signedBy(signing({}), ASKED));
    const { type: _, chainId: __, gasLimit, ...same } = ASKED;
    expect(given).to.deep.equal({ ...same, type: "eip1559", chainId: 5, gas: gasLimit });
  });
});

describe("a signer elsewhere", () => {
  let respond: (body: { method: string; params: readonly unknown[] }) => unknown;
  let asked: { method: string; params: readonly unknown[]; authorization: string | undefined }[];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request));
    asked.push({ ...body, authorization: request.headers.authorization });
    const answer = respond(body);
    if (answer === undefined) return;
    response.setHeader("content-type", "application/json");
    response.end(typeof answer === "string" ? answer : JSON.stringify({ jsonrpc: "2.0", id: body.id, ...answer }));
  });
  let url: string;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://user:hunter2secret@127.0.0.1:${(server.address() as AddressInfo).port}/keys/0123456789abcdef`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
  });

  const signer = (timeout?: number) => remoteSigner({ url, address: WALLET.address.toLowerCase(), timeout });
  const raw = () => signedBy(signing({}), ASKED);

  it("is asked once, as Web3Signer is, with all that is to be signed", async () => {
    const signed = await raw();
    respond = () => ({ result: signed });
    expect(await signedBy(signer(), ASKED)).to.equal(signed);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.deep.include({
      method: "eth_signTransaction",
      authorization: `Basic ${btoa("user:hunter2secret")}`,
      params: [
        {
          ...{ from: WALLET.address, to: ASKED.to, data: ASKED.data, type: "0x2", chainId: "0x5", nonce: "0x7" },
          ...{ value: "0x0", gas: "0x186a0", maxFeePerGas: "0x1e", maxPriorityFeePerGas: "0x2" },
        },
      ],
    });
  });

  it("may be clef, which has another name for it, and gives the transaction's parts, too", async () => {
    const signed = await raw();
    respond = ({ method }) =>
      method === "account_signTransaction"
        ? { result: { raw: signed, tx: { nonce: "0x63" } } }
        : { error: { code: -32_601, message: "the method eth_signTransaction does not exist/is not available" } };
    expect(await signedBy(signer(), ASKED)).to.equal(signed);
    expect(asked.map(({ method }) => method)).to.deep.equal(["eth_signTransaction", "account_signTransaction"]);
  });

  it("is not believed: what it signed is looked at", async () => {
    const other = await signing({ nonce: 6 }).signTransaction(ASKED);
    respond = () => ({ result: other });
    expect((await failureOf(signedBy(signer(), ASKED))).code).to.equal("signedOther");
  });

  it("is told in its own words where it refuses, without what is secret in its address", async () => {
    respond = () => ({
      error: { code: -32_000, message: "request denied for /keys/0123456789abcdef of hunter2secret" },
    });
    const error = await failureOf(signedBy(signer(), ASKED));
    expect([error.kind, error.code]).to.deep.equal(["refused", "signerRefused"]);
    expect(error.message)
      .to.include("refused to sign: request denied")
      .and.not.match(/hunter2secret|0123456789abcdef/);
    expect(asked, "it is not asked again").to.have.length(1);
  });

  it("is told to be silent, or broken, which says nothing of the transaction", async () => {
    for (const [answer, said] of [
      [undefined, "no signature in 0.05 s"],
      ["<html>", "no JSON-RPC"],
      [{ result: null }, "no signed transaction"],
      [{ result: { tx: {} } }, "no signed transaction"],
    ] as const) {
      respond = () => answer;
      const error = await failureOf(signedBy(signer(answer === undefined ? 50 : undefined), ASKED));
      expect([error.kind, error.code], said).to.deep.equal(["node", "signerSilent"]);
      expect(error.message).to.include(said);
    }
    const nobody = remoteSigner({ url: "http://127.0.0.1:9/", address: WALLET.address });
    expect((await failureOf(signedBy(nobody, ASKED))).code).to.equal("signerSilent");
  });

  describe("asked for a signature of typed data, as an owner of a Safe is", () => {
    const DATA = {
      domain: { chainId: 1n, verifyingContract: `0x${"aa".repeat(20)}` },
      types: {
        SafeTx: [
          { name: "to", type: "address" },
          { name: "value", type: "uint256" },
          { name: "data", type: "bytes" },
          { name: "nonce", type: "uint256" },
        ],
      },
      message: { to: `0x${"bb".repeat(20)}`, value: 0n, data: "0x1234", nonce: 2n ** 255n },
    } as const;
    const signature = (data: Pick<typeof DATA, "domain"> = DATA, key = KEY) =>
      new Wallet(key).signTypedData(data.domain, { SafeTx: [...DATA.types.SafeTx] }, DATA.message);
    const unknown = { error: { code: -32_601, message: "Method not found" } };

    it("is asked by the one of three names that it knows, each with what that name takes", async () => {
      const expected = await signature();
      for (const [known, isText] of [
        ["eth_signTypedData_v4", true],
        ["eth_signTypedData", true],
        ["account_signTypedData", false],
      ] as const) {
        asked = [];
        respond = ({ method }) => (method === known ? { result: expected } : unknown);
        expect(await signer().signTypedData(DATA), known).to.equal(expected);
        const { method, params } = asked.at(-1)!;
        expect([method, params[0], typeof params[1]]).to.deep.equal([
          known,
          WALLET.address,
          isText ? "string" : "object",
        ]);
        const payload = isText ? JSON.parse(params[1] as string) : params[1];
        expect(payload.primaryType).to.equal("SafeTx");
        expect(payload.types.EIP712Domain.map(({ name }: { name: string }) => name)).to.deep.equal([
          "chainId",
          "verifyingContract",
        ]);
        expect(payload.message.nonce).to.equal(String(2n ** 255n));
      }
    });

    it("gives v as wallets do, and takes it as some signers write it", async () => {
      const expected = await signature();
      const v = Number(`0x${expected.slice(-2)}`) - 27;
      respond = () => ({ result: `${expected.slice(0, -2)}0${v}` });
      expect(await signer().signTypedData(DATA)).to.equal(expected);
    });

    it("is not believed: another's signature, and one of another chain, are refused", async () => {
      for (const result of [
        await signature(DATA, `0x${"22".repeat(32)}`),
        await signature({ domain: { ...DATA.domain, chainId: 5n } as never }),
      ]) {
        respond = () => ({ result });
        const error = await failureOf(signer().signTypedData(DATA));
        expect([error.kind, error.code]).to.deep.equal(["refused", "signedOtherData"]);
      }
    });

    it("is told to have given none, in its words where it refuses", async () => {
      for (const result of ["", "0x", "hello", "0x1234", `0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`]) {
        respond = () => ({ result });
        expect((await failureOf(signer().signTypedData(DATA))).code, result).to.equal("signedNoData");
      }
      respond = () => ({ result: null });
      const silent = await failureOf(signer().signTypedData(DATA));
      expect(silent.code).to.equal("signerSilent");
      expect(silent.message).to.include("no signature");
      respond = () => unknown;
      const refused = await failureOf(signer().signTypedData(DATA));
      expect([refused.code, asked.length > 3]).to.deep.equal(["signerRefused", true]);
      expect(refused.message).to.include("Method not found");
    });

    it("is asked nothing that is no typed data", async () => {
      respond = () => expect.fail("asked");
      for (const wrong of [
        undefined,
        {},
        { ...DATA, types: {} },
        { ...DATA, types: { SafeTx: [{ name: "to", type: "adress" }] } },
        { ...DATA, message: { ...DATA.message, value: -1n } },
        { ...DATA, message: { ...DATA.message, to: "0x12" } },
        { ...DATA, message: { to: DATA.message.to } },
        { ...DATA, domain: { chainId: "one" } },
      ]) {
        const error = await signer()
          .signTypedData(wrong as never)
          .then(
            () => undefined,
            (reason: unknown) => reason,
          );
        expect(
          error,
          JSON.stringify(wrong, (_, value) => String(value)),
        ).to.be.instanceOf(InputError);
      }
      expect(asked).to.deep.equal([]);
    });
  });

  it("has an address of http or https, and an account", () => {
    for (const [bad, address] of [
      ["ftp://secret.example/", WALLET.address],
      ["not an address", WALLET.address],
      [url, "0x12"],
      [url, `${WALLET.address.slice(0, -1)}0`],
    ] as const) {
      expect(() => remoteSigner({ url: bad, address }))
        .to.throw(InputError)
        .and.satisfies((error: Error) => !String(error).includes("secret"));
    }
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += piece;
  return text;
}
