import { expect } from "chai";
import { connectChain } from "zke-insurance-fund/chain";
import { openDatabase } from "../../../sdk/src/disk/database.ts";
import { keptStartOf } from "../../../sdk/src/follow/kept-start.ts";
import { ADDRESS } from "../../support/plain-node.ts";
import { closeAfter, faultyNode, QUICK, questions } from "../chain/open-nodes.ts";

const FIRST = 2_000_001;

describe("a contract's first block that is kept", () => {
  async function world() {
    const database = openDatabase(":memory:");
    closeAfter(database);
    const node = await faultyNode({ head: () => 2_628_000, first: FIRST });
    /** As after a restart: nothing is in memory. */
    const opened = async () => {
      const chain = await connectChain(node.rpc, QUICK);
      closeAfter({ close: () => chain.provider.destroy() });
      node.fail();
      return chain;
    };
    return { database, node, opened };
  }

  it("is not searched for again by the next process", async () => {
    const { database, node, opened } = await world();
    expect(await keptStartOf(database, await opened(), ADDRESS)).to.equal(FIRST);
    expect(questions(node, "eth_getCode")).to.be.greaterThan(19);
    const again = await opened();
    expect(await keptStartOf(database, again, ADDRESS)).to.equal(FIRST);
    expect(questions(node, "eth_getCode")).to.equal(1);
    expect(await again.provider.startOf(ADDRESS, 10), "for whoever asks later").to.equal(10);
    expect(await again.provider.startOf(ADDRESS)).to.equal(FIRST);
    expect(questions(node, "eth_getCode")).to.equal(1);
  });

  it("serves where the node knows no old states", async () => {
    const { database, node, opened } = await world();
    await keptStartOf(database, await opened(), ADDRESS);
    const pruned = await opened();
    node.fail(({ method }) =>
      method === "eth_getCode" ? { error: { code: -32000, message: "missing trie node 12" } } : undefined,
    );
    expect(await keptStartOf(database, pruned, ADDRESS)).to.equal(FIRST);
  });

  it("is searched for anew where the contract was there before: another node had told wrongly", async () => {
    const { database, node, opened } = await world();
    await keptStartOf(database, await opened(), ADDRESS);
    database.exec("UPDATE first_blocks SET block = 2500000");
    expect(await keptStartOf(database, await opened(), ADDRESS)).to.equal(FIRST);
    expect(await keptStartOf(database, await opened(), ADDRESS)).to.equal(FIRST);
    expect(questions(node, "eth_getCode")).to.equal(1);
  });

  it("is another one on another chain", async () => {
    const { database, opened } = await world();
    const chain = await opened();
    await keptStartOf(database, chain, ADDRESS);
    await keptStartOf(database, { ...chain, genesis: `0x${"ab".repeat(32)}` }, ADDRESS);
    expect(database.prepare("SELECT count(*) AS rows FROM first_blocks").get()).to.include({ rows: 2 });
  });
});
