import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { JsonRpcProvider, Wallet } from "ethers";
import type { Anvil } from "../../scripts/support/anvil.ts";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import type { Facts } from "./devnet.ts";
import { jsonOf, said } from "./settling.ts";

/** What a signer is asked to sign, as JSON. */
type Asked = Readonly<
  Record<"from" | "to" | "data" | "nonce" | "gas" | "maxFeePerGas" | "maxPriorityFeePerGas", string>
>;

const GIVE = ["donate", "--amount", "1", "--yes", "--json"];

describeOnAnvil("a signer that has the key", function () {
  this.timeout(120_000);
  let facts: Facts & Anvil;
  let folder: string;
  let provider: JsonRpcProvider;
  let cli: ReturnType<typeof fundOnChain>;
  let trader: Wallet;
  let url: string;
  let answer: (method: string, asked: Asked) => Promise<object>;

  const sign = (asked: Asked, changed: object = {}) =>
    trader.signTransaction({
      ...{ type: 2, chainId: 31_337, value: 0n, to: asked.to, data: asked.data, nonce: Number(asked.nonce) },
      ...{ gasLimit: asked.gas, maxFeePerGas: asked.maxFeePerGas, maxPriorityFeePerGas: asked.maxPriorityFeePerGas },
      ...changed,
    });
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece) => {
      text += piece;
    });
    request.on("end", async () => {
      const { id, method, params } = JSON.parse(text);
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(await answer(method, params[0])) }));
    });
  });

  before(async () => {
    facts = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    cli = fundOnChain(facts, folder);
    provider = new JsonRpcProvider(facts.rpc, undefined, { cacheTimeout: -1 });
    trader = new Wallet(facts.accounts.trader!.privateKey);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-of-the-signer`;
  });

  after(async () => {
    server.closeAllConnections();
    server.close();
    provider?.destroy();
    await rm(folder, { recursive: true, force: true });
    await facts?.stop();
  });

  /** A command with no key in its environment. */
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    cli.offline([...args, "--rpc", facts.rpc, "--fund", facts.fund], env);

  it("signs as Web3Signer does; the command sends as with a key of its own", async () => {
    answer = async (_, asked) => ({ result: await sign(asked) });
    const done = await run([...GIVE, "--signer", url, "--from", trader.address]);
    expect(done.code, done.stderr).to.equal(0);
    expect(jsonOf(done)).to.deep.include({ sent: true, account: trader.address, arrived: "1000000" });
  });

  it("signs as clef does, its address being in a file or in the environment", async () => {
    answer = async (method, asked) =>
      method === "account_signTransaction"
        ? { result: { raw: await sign(asked), tx: {} } }
        : { error: { code: -32_601, message: "the method does not exist/is not available" } };
    const file = join(folder, "signer");
    await writeFile(file, `${url}\n`);
    const from = ["--from", trader.address.toLowerCase()];
    for (const [args, env] of [
      [[...from, "--signer-file", file], {}],
      [from, { FUND_SIGNER: url }],
    ] as const) {
      const done = await run([...GIVE, ...args], env);
      expect(done.code, done.stderr).to.equal(0);
      expect(jsonOf(done).account).to.equal(trader.address);
    }
  });

  it("is refused what it signed if that is anything else, and told if it signs nothing; nothing is sent", async () => {
    const sent = await provider.getTransactionCount(trader.address);
    const give = [...GIVE, "--signer", url, "--from", trader.address];
    const thief = `0x${"cd".repeat(20)}`;
    answer = async (_, asked) => ({ result: await sign(asked, { to: thief }) });
    const other = await run(give);
    expect([other.code, jsonOf(other).error.code], other.stderr).to.deep.equal([3, "signedOther"]);
    expect(said(other)).to.include(`its to is ${thief}, and should be ${facts.token.toLowerCase()}`);
    answer = async () => ({ error: { code: -32_000, message: `no key for it at ${url}` } });
    const without = await run(give);
    expect([without.code, jsonOf(without).error.code]).to.deep.equal([3, "signerRefused"]);
    expect(said(without)).to.include("no key for it at http").and.not.include("secret-of-the-signer");
    const nobody = await run([...GIVE, "--signer", "http://user:hunter2@127.0.0.1:9/", "--from", trader.address]);
    expect([nobody.code, jsonOf(nobody).error.code]).to.deep.equal([3, "signerSilent"]);
    expect(nobody.stderr + nobody.stdout).not.to.include("hunter2");
    expect(await provider.getTransactionCount(trader.address)).to.equal(sent);
  });

  it("must be told whose key it is, and be the only one", async () => {
    const file = join(folder, "keystore.json");
    for (const [args, reason] of [
      [["--signer", url], "--from is missing (expected the signer's account that sends)"],
      [["--signer", "ftp://secret/", "--from", trader.address], "the signer's address is not usable"],
      [["--signer", url, "--from", "0x12"], "--from is not an address"],
      [["--signer", url, "--keystore", file, "--from", trader.address], "the key is in two places"],
    ] as const) {
      const refused = await run([...GIVE, ...args]);
      expect([refused.code, said(refused).startsWith(reason)], refused.stderr).to.deep.equal([2, true]);
    }
  });
});
