import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseUnits, Wallet } from "ethers";
import {
  type Chain,
  connectChain,
  createSender,
  type Intent,
  memoryStore,
  type OpenStore,
  type SendEvent,
  type SendStore,
} from "zke-insurance-fund/chain";
import { sqliteStore } from "zke-insurance-fund/node";
import { ANVIL_KEY, type Anvil, startAnvil } from "../../scripts/support/anvil.ts";
import { describeOnAnvil } from "./anvil.ts";
import { rpc } from "./devnet.ts";
import { useDevnet } from "./use-devnet.ts";

const wallet = new Wallet(ANVIL_KEY);
const other = Wallet.createRandom().address as `0x${string}`;
const FAST = { interval: 50, timeout: 20_000 };
/** Nothing is done; each id is another send. */
const idle = (id: string): Intent => ({ id, to: other, data: "0x" });

/** A second process that signs, stores, and is killed before it broadcasts. */
const KILLED_BEFORE_BROADCAST = `
  import { Wallet } from "ethers";
  import { connectChain, createSender } from "zke-insurance-fund/chain";
  import { sqliteStore } from "zke-insurance-fund/node";
  const chain = await connectChain(process.argv[1]);
  const { send } = chain.provider;
  chain.provider.send = function (method, params) {
    if (method === "eth_sendRawTransaction") process.kill(process.pid, "SIGKILL");
    return send.call(this, method, params);
  };
  const sender = createSender(chain, new Wallet("${ANVIL_KEY}"), { store: sqliteStore(process.argv[2]) });
  await sender.send({ id: "interrupted", to: "${other}", data: "0x" });
`;

describeOnAnvil("sending transactions", function () {
  this.timeout(120_000);
  let anvil: Anvil;
  let chain: Chain;
  let folder: string;
  let stores: OpenStore[];
  let events: SendEvent[];

  const diskStore = () => {
    const store = sqliteStore(join(folder, "state.sqlite"));
    stores.push(store);
    return store;
  };
  const senderWith = (store: SendStore, more = {}) =>
    createSender(chain, wallet, { store, ...FAST, onEvent: (event) => events.push(event), ...more });
  const kinds = () => events.map(({ kind }) => kind);
  const nonce = () => chain.provider.getTransactionCount(wallet.address, "latest");
  const mine = () => rpc(anvil.rpc, "evm_mine");
  const until = async (condition: () => boolean) => {
    for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(condition(), "waited for too long").to.equal(true);
  };

  beforeEach(async () => {
    anvil = await startAnvil("--no-mining");
    chain = await connectChain(anvil.rpc);
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    stores = [];
    events = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    chain.provider.destroy();
    await anvil.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [name, makeStore] of [
    ["in memory", memoryStore],
    ["on disk", diskStore],
  ] as const) {
    it(`raises both fees of what is stuck, and is content with whichever hash is mined (${name})`, async () => {
      const store = makeStore();
      const sent = senderWith(store, { bumpAfter: 300 }).send(idle("stuck"));
      await until(() => kinds().filter((kind) => kind === "raised").length >= 2);
      const [send] = await store.open(`${chain.chainId}:${chain.genesis}:${wallet.address}`);
      const [first, second] = send!.attempts;
      expect(second!.maxFeePerGas * 10n >= first.maxFeePerGas * 11n).to.equal(true);
      expect(second!.maxPriorityFeePerGas * 10n >= first.maxPriorityFeePerGas * 11n).to.equal(true);
      await mine();
      const receipt = await sent;
      expect(receipt.status).to.equal(1);
      expect(await nonce()).to.equal(1);
      expect(await store.open(`${chain.chainId}:${chain.genesis}:${wallet.address}`)).to.deep.equal([]);
    });

    it(`gives several sends at once a nonce each, and one id one transaction (${name})`, async () => {
      const sender = senderWith(makeStore());
      const sent = Promise.all(["a", "b", "c", "a"].map((id) => sender.send(idle(id))));
      await until(() => kinds().filter((kind) => kind === "broadcast").length === 3);
      await mine();
      const receipts = await sent;
      expect(new Set(receipts.map(({ hash }) => hash)).size).to.equal(3);
      expect(await nonce()).to.equal(3);
    });
  }

  it("never raises fees above the limit", async () => {
    const limit = parseUnits("5", "gwei");
    const store = memoryStore();
    const sent = senderWith(store, { bumpAfter: 200, feeLimit: limit }).send(idle("limited"));
    await until(() => kinds().includes("raised"));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const [send] = await store.open(`${chain.chainId}:${chain.genesis}:${wallet.address}`);
    for (const { maxFeePerGas } of send!.attempts) expect(maxFeePerGas <= limit).to.equal(true);
    await mine();
    expect((await sent).status).to.equal(1);
  });

  it("takes up after a kill what was stored and not yet broadcast, once", async () => {
    const path = join(folder, "state.sqlite");
    const args = ["--input-type=module", "-e", KILLED_BEFORE_BROADCAST, anvil.rpc, path];
    const child = spawn(process.execPath, args, { stdio: "inherit", timeout: 60_000 });
    const [, signal] = await once(child, "close");
    expect(signal).to.equal("SIGKILL");
    expect(await chain.provider.getTransactionCount(wallet.address, "pending"), "nothing was broadcast").to.equal(0);

    const sender = senderWith(diskStore());
    const recovered = sender.recover();
    await until(() => kinds().includes("broadcast"));
    await mine();
    await recovered;
    expect(kinds()).to.deep.equal(["resumed", "broadcast", "mined"]);
    expect(await nonce()).to.equal(1);
    await senderWith(diskStore()).recover();
    expect(await nonce(), "nothing is sent twice").to.equal(1);
  });

  it("finds what was mined while nobody looked", async () => {
    const first = senderWith(diskStore(), { timeout: 300 }).send(idle("late"));
    const refusal = await first.then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(refusal).to.match(/was not confirmed within 0.3 s. It is still on its way/);
    await mine();
    events = [];
    await senderWith(diskStore()).recover();
    expect(kinds()).to.deep.equal(["resumed", "mined"]);
    expect(await nonce()).to.equal(1);
  });

  it("notices that another transaction took its place, and does not wait for ever", async () => {
    const sent = senderWith(memoryStore()).send(idle("displaced"));
    await until(() => kinds().includes("broadcast"));
    const rival = { type: 2, chainId: chain.chainId, nonce: 0, to: other, value: 1n, gasLimit: 21_000n };
    const fees = { maxFeePerGas: parseUnits("90", "gwei"), maxPriorityFeePerGas: parseUnits("60", "gwei") };
    await chain.provider.send("eth_sendRawTransaction", [await wallet.signTransaction({ ...rival, ...fees })]);
    await mine();
    const refusal = await sent.then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(refusal).to.include(
      "Another transaction of the same account took the place of this one (nonce 0, in block 1)",
    );
    expect(kinds().at(-1)).to.equal("dropped");
  });

  it("waits for as many blocks as it was told, and follows a transaction into another block after a reorg", async () => {
    const sent = senderWith(memoryStore(), { confirmations: 3, bumpAfter: 500 }).send(idle("deep"));
    let settled = false;
    void sent.then(() => {
      settled = true;
    });
    await until(() => kinds().includes("broadcast"));
    await mine();
    await mine();
    const before = await chain.provider.getBlock(1);
    await rpc(anvil.rpc, "anvil_reorg", 2, []);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(settled).to.equal(false);
    for (let i = 0; i < 60 && !settled; i++) {
      await mine();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const receipt = await sent;
    expect(receipt.blockHash).not.to.equal(before!.hash);
    expect((await chain.provider.getBlock(receipt.blockNumber))!.hash).to.equal(receipt.blockHash);
    expect(await nonce()).to.equal(1);
  });

  it("sends again what a reorg has thrown out after it was done", async () => {
    const snapshot = await rpc<string>(anvil.rpc, "evm_snapshot");
    const sent = senderWith(diskStore()).send(idle("forgotten"));
    await until(() => kinds().includes("broadcast"));
    await mine();
    await sent;
    await rpc(anvil.rpc, "evm_revert", snapshot);
    await rpc(anvil.rpc, "anvil_dropAllTransactions");
    expect(await nonce()).to.equal(0);
    events = [];
    const recovered = senderWith(diskStore()).recover();
    await until(() => kinds().includes("broadcast"));
    await mine();
    await recovered;
    expect(await nonce()).to.equal(1);
  });

  it("frees the nonce of what no node wants", async () => {
    const poor = Wallet.createRandom();
    const store = memoryStore();
    const refusal = await createSender(chain, poor, { store, ...FAST })
      .send(idle("poor"))
      .then(
        () => "",
        (error: unknown) => String(error),
      );
    expect(refusal).to.match(/ether|fund/i);
    expect(await store.open(`${chain.chainId}:${chain.genesis}:${poor.address}`)).to.deep.equal([]);
  });

  it("gives up within its time where no node answers", async () => {
    await anvil.stop();
    const began = Date.now();
    const refusal = await senderWith(memoryStore(), { timeout: 1_000 })
      .send(idle("nobody"))
      .then(
        () => "",
        (error: unknown) => String(error),
      );
    expect(refusal).to.include("could not be reached (ECONNREFUSED)");
    expect(Date.now() - began).to.be.below(30_000);
  });
});

describe("commands that are killed, or run at once", function () {
  this.timeout(180_000);
  const on = useDevnet();
  const credited = async () => {
    const { stdout } = await on.cli.read(["status", "--period", "1", "--json"]);
    const { amount, count } = JSON.parse(stdout).credited;
    return { amount, count };
  };
  const credit = (ref: string, amount: string) => ["credit", "--period", "1", "--amount", amount, "--ref", ref];

  it("pays a credit once, though its command is killed again and again", async () => {
    for (let delay = 200; delay <= 1_400; delay += 150) await on.cli.killed("operator", credit("killed", "5"), delay);
    const run = await on.cli.as("operator", credit("killed", "5"));
    expect(run.code, run.stderr).to.equal(0);
    expect(await credited()).to.deep.equal({ amount: "5000000", count: "1" });
  });

  it("gives commands of one account their turn, so that all of them succeed", async () => {
    const runs = await Promise.all([1, 2, 3].map((n) => on.cli.as("operator", credit(`at-once-${n}`, String(n)))));
    for (const run of runs) expect(run.code, run.stderr).to.equal(0);
    expect(await credited()).to.deep.equal({ amount: "11000000", count: "4" });
  });
});
