import { readFileSync } from "node:fs";
import {
  amountsFrom,
  type Basis,
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
    takeoverValue: string;
    closeValue: string;
  }[];
  readonly positions: readonly { account: string; position: string; profit: string }[];
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
  readonly proofs: Record<string, Hex[]>;
}

const file = new URL("../../vectors/settlements.json", import.meta.url);

/** The golden settlements that both languages read. */
export const vectors: readonly VectorCase[] = JSON.parse(readFileSync(file, "utf8")).cases;

/** Settles a case from its raw tables, as the command line would. */
export function settleCase({ secret, policy, positions, liquidations }: VectorCase): SettledPeriod {
  const profitable = positions.filter(({ profit }) => BigInt(profit) > 0n);
  const ids = profitable.map(({ account, position }) => positionId(account, position));
  return settle({
    period: 1n,
    startTime: 1_760_129_700n,
    endTime: 1_760_130_420n,
    rule: policy,
    positions: {
      count: profitable.length,
      keys: keysOf(secret, ids),
      profits: amountsFrom(profitable.map(({ profit }) => BigInt(profit))),
    },
    liquidations: liquidations.map(({ liquidation, market, side, takeoverValue, closeValue }) => {
      const id = liquidationId(liquidation);
      return {
        key: keyOf(saltOf(secret, id), id),
        market,
        side,
        takeoverValue: BigInt(takeoverValue),
        closeValue: BigInt(closeValue),
      };
    }),
  });
}
