import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { ChainError, InputError } from "zke-insurance-fund";
import {
  type Chain,
  connectChain,
  createSender,
  demand,
  expire,
  type Fund,
  openFund,
  reclaim,
  type Sender,
} from "zke-insurance-fund/chain";
import { challenge, reveal } from "zke-insurance-fund/node";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const REVEAL_WINDOW = 21_600;

describe("the game by hand, by a program", function () {
  this.timeout(120_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let chain: Chain;
  let fund: Fund;
  const senders: Record<string, Sender> = {};

  const bundle = (name: string) => join(folder, name);
  const failureOf = (done: Promise<unknown>) =>
    done.then(
      (value) => expect.fail(JSON.stringify(value)),
      (error: unknown) => error as Error,
    );

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "game-functions-"));
    await mkdir(join(folder, "empty"));
    exchange = await openExchange(devnet, folder);
    chain = await connectChain(devnet.rpc);
    fund = await openFund(chain.provider, devnet.fund);
    for (const part of ["operator", "challenger", "trader"]) {
      senders[part] = createSender(chain, new Wallet(devnet.accounts[part]!.privateKey));
    }
  });
  after(async () => {
    exchange?.close();
    chain?.provider.destroy();
    await devnet?.stop("SIGKILL");
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("is about nothing before there is a settlement", async () => {
    const { challenger } = senders as { challenger: Sender };
    for (const done of [
      challenge(fund, challenger, 1n, bundle("empty")),
      reveal(fund, challenger, 1n, bundle("empty")),
      demand(fund, challenger, 1n, { tree: "positions", index: 0n }),
      expire(fund, challenger, 1n),
      reclaim(fund, challenger, 1n),
    ]) {
      expect(await failureOf(done)).to.be.instanceOf(ChainError);
    }
  });

  it("has a settlement voided that breaks the rule, and lets an honest one be", async () => {
    const { challenger } = senders as { challenger: Sender };
    await exchange.submit(await exchange.settleFalsely(1, "lie"), "");
    // Whoever gives up before it is sent has sent nothing.
    const given = { signal: AbortSignal.abort(new Error("enough")) };
    expect(String(await failureOf(challenge(fund, challenger, 1n, bundle("lie"), given)))).to.equal("Error: enough");
    expect(await exchange.voided()).to.deep.equal([]);

    const { verdict, transaction } = await challenge(fund, challenger, 1n, bundle("lie"));
    expect([verdict.kind, (verdict as { fault?: string }).fault]).to.deep.equal(["fault", "PositionOrder"]);
    expect(await exchange.voided()).to.deep.equal([[1n, "PositionOrder"]]);
    expect((await exchange.events("SettlementVoided"))[0]!.transactionHash).to.equal(transaction);

    await exchange.submit(await exchange.settle(1, "truth"), "");
    expect(await challenge(fund, challenger, 1n, bundle("truth"))).to.deep.equal({
      verdict: { kind: "right", remarks: [] },
    });
    const other = await challenge(fund, challenger, 1n, bundle("lie"));
    expect([other.verdict.kind, other.transaction]).to.deep.equal(["withheld", undefined]);
  });

  it("demands an entry once, and answers what is open, or one that is named", async () => {
    const { operator, challenger, trader } = senders as { operator: Sender; challenger: Sender; trader: Sender };
    const place = { tree: "positions", index: 3n } as const;
    const made = await demand(fund, challenger, 1n, place);
    expect([made.place, Number(made.deadline) - (await exchange.time())]).to.deep.equal([place, REVEAL_WINDOW]);
    expect((await failureOf(demand(fund, trader, 1n, place))).message).to.include(
      "entry 3 of the positions was demanded before",
    );
    expect(await expire(fund, trader, 1n)).to.equal(undefined);

    const wrong = await failureOf(reveal(fund, operator, 1n, bundle("lie")));
    expect(wrong).to.be.instanceOf(InputError);
    expect(wrong.message).to.include("does not have the committed root");
    const [shown, ...others] = await reveal(fund, operator, 1n, bundle("truth"));
    expect([shown?.place, others]).to.deep.equal([place, []]);
    const [revealed] = await exchange.events("PositionRevealed");
    expect(revealed?.transactionHash).to.equal(shown?.transaction);
    expect(await reveal(fund, operator, 1n, bundle("truth"))).to.deep.equal([]);
    const named = reveal(fund, operator, 1n, bundle("truth"), { tree: "liquidations", index: 0n });
    expect((await failureOf(named)).message).to.include("no open demand for entry 0 of the liquidations");
    const outside = reveal(fund, operator, 1n, bundle("truth"), { tree: "liquidations", index: 1_000n });
    expect(await failureOf(outside)).to.be.instanceOf(Error);
  });

  it("voids for a silence, and takes back the bonds that are left", async () => {
    const { challenger, trader } = senders as { challenger: Sender; trader: Sender };
    await demand(fund, challenger, 1n, { tree: "liquidations", index: 0n });
    await demand(fund, challenger, 1n, { tree: "positions", index: 5n });
    expect((await failureOf(reclaim(fund, challenger, 2n))).message).to.include("submission 2 is pending");
    await exchange.pass(REVEAL_WINDOW + 1);
    const expired = await expire(fund, trader, 1n);
    expect(expired?.place).to.deep.equal({ tree: "liquidations", index: 0n });
    expect((await exchange.voided()).at(-1)).to.deep.equal([2n, "Silence"]);
    expect(await reclaim(fund, trader, 2n)).to.deep.equal([]);
    const back = await reclaim(fund, challenger, 2n);
    expect(back.map((move) => move.place)).to.deep.equal([{ tree: "positions", index: 5n }]);
    expect(await exchange.events("DemandReclaimed")).to.have.length(1);
    expect((await failureOf(reclaim(fund, challenger, 9n))).message).to.include("The fund has no submission 9.");
  });
});
