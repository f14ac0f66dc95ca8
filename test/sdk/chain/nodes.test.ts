import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { connectChain } from "zke-insurance-fund/chain";
import { lagging } from "../../support/faulty-node.ts";
import { ADDRESS } from "../../support/plain-node.ts";
import { CALL, connected, failure, faultyNode, plainNode, QUICK, questions } from "./open-nodes.ts";

describe("a node that wants to be left alone", () => {
  for (const [form, header] of [
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ] as const) {
    it(`for some time, in ${form}, is asked after that, once`, async () => {
      const faulty = await faultyNode();
      const node = await connected(faulty.rpc);
      let refused = 0;
      let answered = 0;
      faulty.fail(() => {
        if (refused === 0) {
          refused = performance.now();
          return { status: 429, headers: { "retry-after": header() }, body: "" };
        }
        answered ||= performance.now();
        return undefined;
      });
      expect(await node.getBlockNumber()).to.equal(9);
      expect(answered - refused).to.be.at.least(form === "seconds" ? 990 : 900);
      expect(questions(faulty, "eth_blockNumber")).to.equal(2);
    });
  }

  it("for longer than anyone waits, is told at once", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    faulty.fail(() => ({ status: 429, headers: { "retry-after": "3600" }, body: "" }));
    expect(await failure(node.getBlockNumber())).to.include({ kind: "node", retryAfter: 3_600_000 });
    expect(faulty.requests).to.equal(1);
  });
});

describe("a balancer behind one address", () => {
  it("is asked again for a block that it told of, and one of its nodes does not know yet", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc);
    let behind = 2;
    faulty.fail(({ method }) => (method === "eth_getBlockByNumber" && behind-- > 0 ? { result: null } : undefined));
    expect(await node.getBlock(9), "nobody told of it").to.equal(null);
    expect(await node.getBlockNumber()).to.equal(9);
    behind = 3;
    expect((await node.getBlock(9))?.number).to.equal(9);
    behind = Infinity;
    expect(await node.getBlock(9), "a chain that became shorter").to.equal(null);
  });
});

describe("several nodes", () => {
  it("stand in for one that is gone", async () => {
    const [first, second] = [await faultyNode(), await faultyNode()];
    const node = await connected([first.rpc, second.rpc]);
    first.fail(() => "hang up");
    second.fail();
    expect(Number(await node.call({ ...CALL, blockTag: 5 }))).to.equal(5);
    expect(Number(await node.call({ ...CALL, blockTag: 6 }))).to.equal(6);
    expect(questions(first, "eth_call"), "asked last while it rests").to.equal(1);
  });

  it("are not asked for a block that they do not have", async () => {
    const [late, whole] = [await faultyNode(), await faultyNode()];
    late.fail(lagging(() => 4));
    const node = await connected([late.rpc, whole.rpc]);
    expect(Number(await node.call({ ...CALL, blockTag: 9 }))).to.equal(9);
    const logs = await node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 9 });
    expect(logs.at(-1)?.blockNumber).to.equal(9);
    expect(questions(late, "eth_call") + questions(late, "eth_getLogs")).to.equal(0);
    late.fail(lagging(() => 4));
    whole.fail(lagging(() => 4));
    expect(await failure(node.call({ ...CALL, blockTag: 12 }))).to.include({ kind: "node" });
    expect(await node.getBlock(12), "a chain that is not that long").to.equal(null);
  });

  it("are preferred where another stands still, and say since when there is no new block", async () => {
    let head = 9;
    const [still, alive] = [await faultyNode(), await faultyNode({ head: () => head })];
    const node = await connected([still.rpc, alive.rpc]);
    const first = node.head;
    expect(first?.number).to.equal(9);
    head = 30;
    for (let tries = 0; (await node.getBlockNumber()) !== 30; tries++) {
      expect(tries).to.be.below(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(node.head?.number).to.equal(30);
    expect(node.head?.since).to.be.above(first?.since ?? Infinity);
  });

  it("must be of one chain", async () => {
    const one = await plainNode();
    for (const [other, words] of [
      [await plainNode({ chainId: 5 }), /of chain (5|31337).* should be of chain (31337|5)/],
      [await plainNode({ mark: "ff" }), /another chain of the number 31337/],
    ] as const) {
      const said = await failure(connectChain([one.rpc, other.rpc], QUICK));
      expect(said).to.include({ kind: "foreign" });
      expect(said.message).to.match(words);
    }
    expect(await failure(connectChain(one.rpc, { ...QUICK, chainId: 1n }))).to.include({ kind: "foreign" });
  });

  it("is refused when it becomes another chain", async () => {
    const faulty = await faultyNode();
    const node = await connected(faulty.rpc, { ...QUICK, checkEvery: 0 });
    faulty.fail(({ method }) => (method === "eth_chainId" ? { result: "0x5" } : undefined));
    const said = await failure(node.getBlockNumber());
    expect(said).to.include({ kind: "foreign" });
    expect(said.message).to.include("chain 5 now");
  });

  it("send by another address where one is given", async () => {
    const [public_, relay] = [await faultyNode(), await faultyNode()];
    const node = await connected(public_.rpc, { ...QUICK, sendTo: relay.rpc });
    await node.send("eth_sendRawTransaction", ["0x02"]);
    expect(questions(public_, "eth_sendRawTransaction")).to.equal(0);
    expect(questions(relay, "eth_sendRawTransaction")).to.equal(1);
  });

  it("refuse what is no address", async () => {
    for (const urls of ["", "ws://127.0.0.1:1", ["http://127.0.0.1:1", "nowhere"], []]) {
      const [said] = await Promise.allSettled([connectChain(urls)]);
      expect((said as PromiseRejectedResult).reason).to.be.instanceOf(InputError);
    }
  });
});

describe("nodes that must agree", () => {
  it("do, where they say alike", async () => {
    const node = await connected([(await plainNode()).rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    expect(Number(await node.call({ ...CALL, blockTag: 5 }))).to.equal(5);
    expect(await node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 4 })).to.have.length(4);
  });

  it("read the newest block that both have", async () => {
    const late = await faultyNode();
    late.fail(lagging(() => 7));
    const node = await connected([(await plainNode()).rpc, late.rpc], { ...QUICK, agree: 2 });
    expect(await node.getBlockNumber()).to.equal(7);
    expect((await node.getBlock("latest"))?.number).to.equal(7);
    expect(Number(await node.call(CALL))).to.equal(7);
  });

  it("are both named where they differ", async () => {
    const liar = await faultyNode();
    const honest = await plainNode();
    const node = await connected([honest.rpc, liar.rpc], { ...QUICK, agree: 2 });
    liar.fail(({ method }) => (method === "eth_getLogs" ? { result: [] } : undefined));
    const said = await failure(node.getLogs({ address: ADDRESS, topics: [], fromBlock: 1, toBlock: 4 }));
    expect(said).to.include({ kind: "differs" });
    expect(said.message).to.include(honest.rpc).and.include(liar.rpc);
    liar.fail(({ method }) => (method === "eth_call" ? { error: { code: 3, message: "reverted" } } : undefined));
    expect(await failure(node.call({ ...CALL, blockTag: 4 }))).to.include({ kind: "differs" });
  });

  it("must both know a receipt, once both have its block", async () => {
    const hash = `0x${"5e".repeat(32)}`;
    const [early, late] = [await faultyNode(), await faultyNode()];
    const node = await connected([early.rpc, late.rpc], { ...QUICK, agree: 2 });
    expect(await node.getTransactionReceipt(hash)).to.include({ hash, blockNumber: 5 });
    late.fail(lagging(() => 4));
    expect(await node.getTransactionReceipt(hash)).to.equal(null);
    late.fail(({ method }) => (method === "eth_getTransactionReceipt" ? { result: null } : undefined));
    const said = await failure(node.getTransactionReceipt(hash));
    expect(said).to.include({ kind: "differs" });
    expect(said.message).to.include(early.rpc).and.include(late.rpc);
  });

  for (const [method, ask] of [
    ["eth_getTransactionCount", "getTransactionCount"],
    ["eth_getBalance", "getBalance"],
  ] as const) {
    it(`are compared in ${method}, too`, async () => {
      const [honest, liar] = [await faultyNode(), await faultyNode()];
      const node = await connected([honest.rpc, liar.rpc], { ...QUICK, agree: 2 });
      const says = (result: string) => (asked: { method: string }) =>
        asked.method === method ? { result } : undefined;
      honest.fail(says("0x2"));
      liar.fail(says("0x2"));
      expect(Number(await node[ask](ADDRESS))).to.equal(2);
      liar.fail(says("0x3"));
      expect(await failure(node[ask](ADDRESS))).to.include({ kind: "differs" });
      expect(Number(await node[ask](ADDRESS, "pending"))).to.be.oneOf([2, 3]);
    });
  }

  it("are three where one of them is gone", async () => {
    const gone = await faultyNode();
    const node = await connected([gone.rpc, (await plainNode()).rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    gone.fail(() => "hang up");
    expect(Number(await node.call({ ...CALL, blockTag: 4 }))).to.equal(4);
  });

  it("are too few where only one is left", async () => {
    const gone = await faultyNode();
    const node = await connected([gone.rpc, (await plainNode()).rpc], { ...QUICK, agree: 2 });
    gone.fail(() => "hang up");
    expect(await failure(node.call({ ...CALL, blockTag: 4 }))).to.include({ kind: "node" });
  });
});

describe("a node that cannot be asked for long", () => {
  for (const [what, answer] of [
    ["wants to be left alone for an hour", { status: 429, headers: { "retry-after": "3600" }, body: "" }],
    ["does not know a question", { error: { code: -32_601, message: "no such method" } }],
  ] as const) {
    it(`and ${what} has another one asked, for questions and commands`, async () => {
      const [faulty, other] = [await faultyNode(), await faultyNode()];
      const node = await connected([faulty.rpc, other.rpc]);
      faulty.fail(({ method }) => (/call|Raw/.test(method) ? answer : undefined));
      expect(await node.call(CALL)).to.match(/^0x/);
      const again = await connected([faulty.rpc, other.rpc]);
      expect(await again.send("eth_sendRawTransaction", ["0x02"])).to.match(/^0x/);
    });
  }
});

describe("a node that turns to another chain", () => {
  it("is asked nothing more while there is another, and is told where there is none", async () => {
    const [turned, other] = [await faultyNode(), await faultyNode()];
    const options = { ...QUICK, checkEvery: 0 };
    const node = await connected([turned.rpc, other.rpc], options);
    const foreign = ({ method }: { method: string }) => (method === "eth_chainId" ? { result: "0x2" } : undefined);
    turned.fail(foreign);
    expect(await node.call(CALL)).to.match(/^0x/);
    expect(await node.send("eth_sendRawTransaction", ["0x02"])).to.match(/^0x/);
    expect(questions(turned, "eth_sendRawTransaction")).to.equal(0);
    other.fail(foreign);
    expect(await failure(node.call(CALL))).to.include({ kind: "foreign" });
  });
});

describe("a command that several nodes are given", () => {
  it("is not refused while the first may have taken it", async () => {
    const [silent, other] = [await faultyNode(), await faultyNode()];
    const node = await connected([silent.rpc, other.rpc]);
    const send = () => node.send("eth_sendRawTransaction", ["0x02"]);
    const says = (message: string) => ({ error: { code: -32_000, message } });
    silent.fail(({ method }) => (method === "eth_sendRawTransaction" ? { result: null } : undefined));
    other.fail(({ method }) => (method === "eth_sendRawTransaction" ? says("nonce gap") : undefined));
    const said = await failure(send());
    expect(said.message).not.to.include("nonce gap");
    await silent.close();
    expect((await failure(send())).message).to.include("nonce gap");
  });
});
