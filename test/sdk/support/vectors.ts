import { readFileSync } from "node:fs";
import {
  amountsFrom,
  type Basis,
  type FundIdentity,
  type Hex,
  keyOf,
  keysOf,
  liquidationId,
  positionId,
  type SettledPeriod,
  type Side,
  saltOf,
  settle,
} from "zke-insurance-fund";

/** One case of test/vectors/settlements.json; integers are decimal strings. */
export interface VectorCase {
  readonly name: string;
  readonly secret: Hex;
  readonly policy: { coverBps: number; headBps: number; basis: Basis };
  readonly availableWithProfit: string;
  readonly liquidations: readonly {
    liquidation: string;
    market: string;
    side: Side;
    quantity: string;
    takeoverValue: string;
    closeValue: string;
    time: string;
  }[];
  readonly positions: readonly { account: string; position: string; profit: string }[];
  readonly chainId: string;
  readonly fund: Hex;
  readonly settlementHash: Hex;
  readonly settlement: Record<string, string>;
  readonly outcome: { toShare: string; quota: string; shared: string };
  readonly coverage: string;
  readonly deficit: string;
  readonly rows: readonly {
    account: string;
    position: string;
    salt: Hex;
    key: Hex;
    profit: string;
    cumulativeProfit: string;
    share: string;
  }[];
  readonly liquidationRows: readonly {
    key: Hex;
    liquidation: string;
    market: string;
    side: Side;
    quantity: string;
    takeoverValue: string;
    closeValue: string;
    time: string;
    cumulativeProfit: string;
    cumulativeLoss: string;
  }[];
  readonly liquidationProofs: Record<string, Hex[]>;
  readonly proofs: Record<string, Hex[]>;
}

const file = new URL("../../vectors/settlements.json", import.meta.url);

/** The golden settlements that both languages read. */
export const vectors: readonly VectorCase[] = JSON.parse(readFileSync(file, "utf8")).cases;

/** The number and the times of a case's period. */
export function periodOf({ period = "", startTime = "", endTime = "" }: VectorCase["settlement"]) {
  return { period: BigInt(period), startTime: BigInt(startTime), endTime: BigInt(endTime) };
}

/** The fund and the chain that a case's hash is of. */
export function identityOf({ chainId, fund }: VectorCase): FundIdentity {
  return { chainId: BigInt(chainId), fund };
}

/** Settles a case from its raw tables, as the command line would. */
export function settleCase({ secret, policy, positions, liquidations, settlement }: VectorCase): SettledPeriod {
  const profitable = positions.filter(({ profit }) => BigInt(profit) > 0n);
  const ids = profitable.map(({ account, position }) => positionId(account, position));
  return settle({
    ...periodOf(settlement),
    rule: policy,
    positions: {
      count: profitable.length,
      keys: keysOf(secret, ids),
      profits: amountsFrom(profitable.map(({ profit }) => BigInt(profit))),
    },
    liquidations: liquidations.map(({ liquidation, market, side, ...figures }) => {
      const id = liquidationId(liquidation);
      return {
        key: keyOf(saltOf(secret, id), id),
        market,
        side,
        quantity: BigInt(figures.quantity),
        takeoverValue: BigInt(figures.takeoverValue),
        closeValue: BigInt(figures.closeValue),
        time: BigInt(figures.time),
      };
    }),
  });
}
