import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  commitLiquidations,
  type LiquidationRow,
  liquidationAt,
  liquidationColumns,
  liquidationLeafHash,
  marketBytes32,
  resultOf,
  UINT128_MAX,
  ZERO_HASH,
} from "zke-insurance-fund";
import { check, keyNumber, liquidationLists } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { openZeppelinTree } from "../support/openzeppelin.ts";

const row: LiquidationRow = { key: keyNumber(1), market: "BTCUSDT", side: "long", takeoverValue: 10n, closeValue: 4n };

describe("commitLiquidations", () => {
  it("keeps the order, sums profits and losses apart, and never nets them", () => {
    check(
      fc.property(liquidationLists(), (rows) => {
        const committed = commitLiquidations(rows);
        let [cumulativeProfit, cumulativeLoss] = [0n, 0n];
        rows.forEach(({ key, market, side, takeoverValue, closeValue }, index) => {
          const result = resultOf({ side, takeoverValue, closeValue });
          if (result > 0n) cumulativeProfit += result;
          else cumulativeLoss -= result;
          expect(liquidationAt(committed, index)).to.deep.equal({
            index: BigInt(index),
            key,
            market: marketBytes32(market),
            side: side === "long" ? 0n : 1n,
            takeoverValue,
            closeValue,
            cumulativeProfit,
            cumulativeLoss,
          });
        });
        expect([committed.profit, committed.loss]).to.deep.equal([cumulativeProfit, cumulativeLoss]);
      }),
    );
  });

  it("has the root that OpenZeppelin's library gives the same leaves, from rows and from columns", () => {
    check(
      fc.property(liquidationLists(), (rows) => {
        const committed = commitLiquidations(rows);
        const leaves = rows.map((_, index) => liquidationLeafHash(liquidationAt(committed, index)));
        expect(committed.root).to.equal(leaves.length === 0 ? ZERO_HASH : openZeppelinTree(leaves).root);
        expect(commitLiquidations(liquidationColumns(rows)).root).to.equal(committed.root);
      }),
      100,
    );
  });

  it("is exact up to totals of 2^128 - 1 and refuses one unit more", () => {
    const loss = { ...row, takeoverValue: UINT128_MAX, closeValue: 0n };
    expect(commitLiquidations([loss]).loss).to.equal(UINT128_MAX);
    expectInputError(
      () => commitLiquidations([loss, { ...row, key: keyNumber(2) }]),
      /the sum of liquidation losses is out of range/,
    );
    const profit = { ...loss, side: "short" as const };
    const another = { ...row, key: keyNumber(2), side: "short" as const };
    expectInputError(() => commitLiquidations([profit, another]), /the sum of liquidation profits is out of range/);
  });

  it("refuses equal keys, unknown sides, long markets, and values out of range", () => {
    expectInputError(
      () => commitLiquidations([row, { ...row, key: keyNumber(2) }, row]),
      /same key \(got "rows 0 and 2"\)/,
    );
    expectInputError(() => commitLiquidations([{ ...row, side: "up" as never }]), /unknown side/);
    expectInputError(() => commitLiquidations([{ ...row, market: "x".repeat(32) }]), /at most 31 bytes/);
    expectInputError(() => commitLiquidations([{ ...row, closeValue: -1n }]), /out of range/);
    expectInputError(() => commitLiquidations([{ ...row, takeoverValue: UINT128_MAX + 1n }]), /out of range/);
    expectInputError(() => commitLiquidations([{ ...row, key: "0x12" }]), /a key is malformed/);
  });

  it("refuses columns of the wrong length and sides that are neither", () => {
    const columns = liquidationColumns([row]);
    for (const [name, value] of Object.entries({
      keys: new Uint8Array(31),
      markets: new Uint8Array(33),
      sides: new Uint8Array(2),
      takeoverValues: amountsFrom([]),
      closeValues: amountsFrom([1n, 2n]),
    })) {
      expectInputError(
        () => commitLiquidations({ ...columns, [name]: value }),
        new RegExp(`column "${name}".*wrong length`),
      );
    }
    expectInputError(() => commitLiquidations({ ...columns, sides: Uint8Array.of(2) }), /unknown side/);
  });

  it("refuses to show a liquidation that is not in the list", () => {
    expectInputError(() => liquidationAt(commitLiquidations([row]), 1), /no such index/);
  });
});
