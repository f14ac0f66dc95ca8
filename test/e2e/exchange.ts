import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Contract, type ContractTransactionResponse, type EventLog, JsonRpcProvider, Network, Wallet } from "ethers";
import {
  amountsFrom,
  amountsToArray,
  DEFAULT_RULE,
  FAULTS,
  type Hex,
  type LiquidationRow,
  liquidationTree,
  positionTree,
  type Settlement,
  settle,
  toHex,
} from "zke-insurance-fund";
import { type Bundle, bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { type Facts, rpc } from "./devnet.ts";

const TOKEN = ["function approve(address, uint256)", "function balanceOf(address) view returns (uint256)"];
const MUCH = 10n ** 13n;
const PERIOD = 600n;

/** An exchange that settles in this process, honestly or not, and sees what the chain makes of it. */
export interface Exchange {
  /** Settles a period of some positions, 40 unless given, and writes its bundle. */
  settle(period: number, name: string, positions?: number): Promise<Settlement>;
  /** The same with a lie in the list: what the header says fits, what the list says does not. */
  settleFalsely(period: number, name: string, lie?: Lie): Promise<Settlement>;
  submit(settlement: Settlement, dataURI: string): Promise<void>;
  /** The file: address of a bundle. */
  uriOf(name: string): string;
  status(period: number): Promise<"none" | "pending" | "finalized" | "voided">;
  /** The period that is settled next. */
  nextPeriod(): Promise<number>;
  /** Events of one kind so far. */
  events(name: string): Promise<EventLog[]>;
  /** The faults that settlements were voided for, by the submissions' serial numbers. */
  voided(): Promise<[serial: bigint, fault: string][]>;
  /** Lets the chain's time pass. */
  pass(seconds: number): Promise<void>;
  time(): Promise<number>;
  close(): void;
}

/**
 * Two positions exchanged; the last one with the first one's key, which only the two together show; one running sum off by a unit; of 200
 * liquidations, 1,000 USDT of loss that no entry has, in the running total between entries 99 and 100.
 */
type Lie = "order" | "key" | "sum" | "loss";

/** Opens an exchange whose bundles lie in a folder. */
export async function openExchange(facts: Facts, folder: string): Promise<Exchange> {
  const network = Network.from(facts.chainId);
  const options = { staticNetwork: network, cacheTimeout: -1, pollingInterval: 50 };
  const provider = new JsonRpcProvider(facts.rpc, network, options);
  const operator = new Wallet(facts.accounts.operator!.privateKey, provider);
  const fund = new Contract(facts.fund, INSURANCE_FUND_ABI, operator);
  const token = new Contract(facts.token, TOKEN, operator);
  const sent = async (call: Promise<ContractTransactionResponse>) => void (await (await call).wait());
  await sent(token.getFunction("approve")(facts.fund, MUCH));
  const time = async () => (await provider.getBlock("latest"))!.timestamp;

  async function honest(period: number, count = 40, results = 7): Promise<Bundle> {
    const record = await fund.getFunction("record")(period);
    const { endTime: startTime } = await fund.getFunction("record")(period - 1);
    // A voided period is settled again for the same time.
    const endTime = record.endTime > startTime ? record.endTime : startTime + PERIOD;
    const rule = DEFAULT_RULE;
    const tables = tablesOf(period, startTime, count, results);
    const identity = { chainId: BigInt(facts.chainId), fund: facts.fund as Hex };
    return bundleOf(settle({ period: BigInt(period), startTime, endTime, rule, ...tables }), rule, {
      identity,
      decimals: 6,
    });
  }

  async function write(name: string, bundle: Bundle): Promise<Settlement> {
    await writeBundle(join(folder, name), bundle);
    return bundle.document.settlement;
  }

  return {
    settle: async (period, name, positions) => write(name, await honest(period, positions)),
    settleFalsely: async (period, name, lie = "order") =>
      write(name, LIES[lie](await honest(period, 40, lie === "loss" ? 200 : 7))),
    submit: (settlement, dataURI) => sent(fund.getFunction("submit")(settlement, 0n, dataURI)),
    uriOf: (name) => pathToFileURL(join(folder, name)).href,
    async status(period) {
      const number: bigint = await fund.getFunction("status")(period);
      return (["none", "pending", "finalized", "voided"] as const)[Number(number)]!;
    },
    nextPeriod: async () => Number(await fund.getFunction("nextPeriod")()),
    events: async (name) => (await fund.queryFilter(fund.getEvent(name)!)) as EventLog[],
    async voided() {
      const events = (await fund.queryFilter(fund.getEvent("SettlementVoided")!)) as EventLog[];
      return events.map(({ args }) => [args.submission, FAULTS[Number(args.fault)]!]);
    },
    async pass(seconds) {
      await rpc(facts.rpc, "evm_increaseTime", seconds);
      await rpc(facts.rpc, "evm_mine");
    },
    time,
    close: () => provider.destroy(),
  };
}

/** Some positions and liquidations, other ones in each period. */
function tablesOf(period: number, time: bigint, count: number, results: number) {
  const keys = new Uint8Array(32 * count);
  for (let row = 0; row < count; row++) keys.set([(row + 1) & 255, period, (row + 1) >> 8], 32 * row);
  const profits = Array.from({ length: count }, (_, row) => BigInt(25_000_000 * count - 7_000_003 * row));
  const liquidations = Array.from({ length: results }, (_, row): LiquidationRow => {
    const key = `0x${(1_000 * period + row).toString(16).padStart(64, "0")}` as const;
    const side = row % 2 === 0 ? "long" : "short";
    const values = { takeoverValue: 50_000_000_000n, closeValue: 49_990_000_000n };
    return { key, market: "BTCUSDT", side, quantity: 10n ** 18n, ...values, time };
  });
  return { positions: { count, keys, profits: amountsFrom(profits) }, liquidations };
}

const LIES: Readonly<Record<Lie, (bundle: Bundle) => Bundle>> = {
  /** The sums go with the positions. */
  order(bundle) {
    const { positions } = bundle;
    const keys = Uint8Array.of(
      ...positions.keys.subarray(32, 64),
      ...positions.keys.subarray(0, 32),
      ...positions.keys.subarray(64),
    );
    const [first = 0n, second = 0n, ...others] = amountsToArray(positions.profits);
    const cumulative = [second, ...amountsToArray(positions.cumulative).slice(1)];
    return withPositions(bundle, {
      ...positions,
      keys,
      profits: amountsFrom([second, first, ...others]),
      cumulative: amountsFrom(cumulative),
    });
  },
  sum(bundle) {
    const { positions } = bundle;
    const sums = amountsToArray(positions.cumulative).map((sum, row) => (row === 17 ? sum + 1n : sum));
    return withPositions(bundle, { ...positions, cumulative: amountsFrom(sums) });
  },
  key(bundle) {
    const { positions } = bundle;
    const keys = Uint8Array.from(positions.keys);
    keys.copyWithin(keys.length - 32, 0, 32);
    return withPositions(bundle, { ...positions, keys });
  },
  loss(bundle) {
    const { liquidations: list, document } = bundle;
    const hidden = 1_000_000_000n;
    const sums = amountsToArray(list.cumulativeLoss).map((sum, row) => (row < 100 ? sum : sum + hidden));
    const liquidations = { ...list, cumulativeLoss: amountsFrom(sums) };
    const liquidationsRoot = toHex(liquidationTree(liquidations).subarray(0, 32));
    const settlement = { ...document.settlement, liquidationsRoot, loss: document.settlement.loss + hidden };
    return { ...bundle, liquidations, document: { ...document, settlement } };
  },
};

function withPositions(bundle: Bundle, positions: Bundle["positions"]): Bundle {
  const positionsRoot = toHex(positionTree(positions).subarray(0, 32));
  const settlement = { ...bundle.document.settlement, positionsRoot };
  return { ...bundle, positions, document: { ...bundle.document, settlement } };
}
