import { expect } from "chai";
import {
  DEFAULT_RULE,
  type Hex,
  keyOf,
  positionId,
  positionLeafHash,
  type Settlement,
  shareOf,
  splitOf,
} from "zke-insurance-fund";
import { parseStatement, type Statement, statementToJson } from "zke-insurance-fund/bundle";
import { remedy } from "../../../web/src/text/en/remedy.ts";
import { chooseFile } from "./choose.ts";
import { says, usdt, visit } from "./visit.ts";
import { en } from "./words.ts";
import { describePage, PERIODS } from "./world.ts";

const { share } = en;
const UNIT = 1_000_000n;
const REJECTED = 4001;

describePage("having a wrong settlement voided from the page", (world) => {
  let snapshot: unknown;
  let statement: Statement;
  const devnet = () => world().demo.history.devnet;
  const ask = (method: string, params: unknown[] = []) =>
    devnet().connection.provider.request({ method, params } as never) as Promise<unknown>;

  before(async () => {
    snapshot = await ask("evm_snapshot");
    statement = await submitWrong();
  });
  after(async () => {
    if (snapshot !== undefined) await ask("evm_revert", [snapshot]);
  });

  /** Submits a settlement whose only winner made less than the list adds up, and gives that winner's statement. */
  async function submitWrong(): Promise<Statement> {
    const { fund, operator } = devnet().local;
    const before = world().demo.history.submissions.findLast(({ period }) => period === PERIODS.pending)!.settlement;
    const startTime = await fund.lastEndTime();
    const endTime = startTime + (before.endTime - before.startTime);
    const ids = { account: "account-0001", position: "BTCUSDT", salt: `0x${"5a".repeat(32)}` as Hex };
    const key = keyOf(ids.salt, positionId(ids.account, ids.position));
    const leaf = { index: 0n, key, profit: 1_000n * UNIT, cumulativeProfit: 1_500n * UNIT };
    const settlement: Settlement = {
      ...{ period: await fund.nextPeriod(), startTime, endTime, profit: 0n, loss: 500n * UNIT },
      ...{ liquidationCount: 1n, liquidationsRoot: `0x${"11".repeat(32)}`, positionCount: 1n },
      positionsRoot: positionLeafHash(leaf),
      ...{ totalProfit: 1_500n * UNIT, headCount: 1n, headProfit: 1_500n * UNIT },
    };
    const now = BigInt((await devnet().connection.ethers.provider.getBlock("latest"))!.timestamp);
    if (endTime >= now) await ask("evm_setNextBlockTimestamp", [Number(endTime) + 1]);
    await (await fund.connect(operator).submit(settlement, 0n, "")).wait();
    const made = {
      ...{ identity: { chainId: BigInt(devnet().facts.chainId), fund: devnet().facts.fund as Hex }, decimals: 6 },
      ...{ period: settlement.period, ...ids, ...leaf, proof: [], settlement, policy: DEFAULT_RULE },
      share: shareOf(leaf, splitOf(settlement, DEFAULT_RULE)),
    };
    return parseStatement(JSON.stringify(statementToJson(made)));
  }

  it("shows the clock and three ways, and the wallet's call voids it", () => {
    const { challenger } = devnet().local;
    const asked: string[] = [];
    let isWilling = false;
    async function answer(method: string, params: unknown[]): Promise<{ value?: unknown; code?: number }> {
      asked.push(method);
      if (method === "eth_requestAccounts") return isWilling ? { value: [challenger.address] } : { code: REJECTED };
      return { value: await ask(method, params) };
    }
    const at = {
      at: "#/share",
      prepare: async (context: import("playwright-core").BrowserContext) => {
        await context.exposeFunction("askWallet", answer);
        await context.addInitScript(() => {
          const { askWallet } = globalThis as unknown as { askWallet: typeof answer };
          Object.assign(globalThis, {
            ethereum: {
              async request({ method, params }: { method: string; params?: unknown[] }) {
                const { value, code } = await askWallet(method, params ?? []);
                if (code !== undefined) throw Object.assign(new Error("no"), { code });
                return value;
              },
            },
          });
        });
      },
    };
    return visit(world(), at, async ({ page, main, goTo }) => {
      const buffer = Buffer.from(`Dear customer,\n> ${JSON.stringify(statementToJson(statement))}\n`);
      await chooseFile(page, share.choose, [{ name: "mail.txt", mimeType: "text/plain", buffer }]);
      await says(main, share.verdicts.wrongList.title);
      await says(main, share.badges.voidable);
      await says(main, en.settlements.faults.PositionFirst);
      await says(main, share.clock.left);
      await says(main, remedy.title);
      const { fund } = devnet().local;
      const record = await fund.record(statement.period);
      const { settlementBond } = await fund.policy();
      const reward = (record.bond < settlementBond ? record.bond : settlementBond) / 2n;
      await says(main, remedy.text("121,000", `${usdt(reward)} USDT`));
      await says(main, `--bundle period-${statement.period} --period ${statement.period}`);
      const button = main.getByRole("button", { name: remedy.wallet.button(`${statement.period}`) });
      await button.click();
      await says(main, remedy.wallet.problems.refused(""));
      expect(await fund.status(statement.period)).to.equal(1n);
      // What was found stays there while another view is looked at.
      await goTo("#/settlements");
      await says(main, en.settlements.period(`${statement.period}`));
      await page.goBack();
      await says(main, share.verdicts.wrongList.title);
      isWilling = true;
      await button.click();
      await says(main, remedy.wallet.voidedByYou(`${usdt(reward)} USDT`));
      expect(await fund.status(statement.period)).to.equal(3n);
      expect(asked).to.include.members(["eth_chainId", "eth_estimateGas", "eth_sendTransaction"]);
      await says(main, share.verdicts.voided.title);
      await says(main, remedy.wallet.voidedByYou(`${usdt(reward)} USDT`));
    });
  });
});
