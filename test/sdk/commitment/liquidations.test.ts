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
import { check, keyNumber, liquidationLists, TIMES } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { openZeppelinTree } from "../support/openzeppelin.ts";

const row: LiquidationRow = {
  key: keyNumber(1),
  market: "BTCUSDT",
  side: "long",
  quantity: 10n ** 18n,
  takeoverValue: 10n,
  closeValue: 4n,
  time: TIMES.startTime,
};
const commit = (rows: readonly LiquidationRow[]) => commitLiquidations(rows, TIMES);

describe("commitLiquidations", () => {
  it("sorts by key, sums profits and losses apart, and never nets them", () => {
    check(
      fc.property(liquidationLists(), (rows) => {
        const committed = commit(rows);
        let [cumulativeProfit, cumulativeLoss] = [0n, 0n];
        const sorted = rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
        sorted.forEach((liquidation, index) => {
          const { market, side, ...rest } = liquidation;
          const result = resultOf(liquidation);
          if (result > 0n) cumulativeProfit += result;
          else cumulativeLoss -= result;
          expect(liquidationAt(committed, index)).to.deep.equal({
            ...rest,
            index: BigInt(index),
            market: marketBytes32(market),
            side: side === "long" ? 0n : 1n,
            cumulativeProfit,
            cumulativeLoss,
          });
          expect(rows[committed.order[index]!]).to.equal(liquidation);
        });
        expect([committed.profit, committed.loss]).to.deep.equal([cumulativeProfit, cumulativeLoss]);
      }),
    );
  });

  it("is the same in whatever order the rows come, and leaves columns as they are", () => {
    check(
      fc.property(liquidationLists(), fc.nat(), (rows, turn) => {
        const columns = liquidationColumns(rows);
        const { root } = commitLiquidations(columns, TIMES);
        const turned = rows.map((_, index) => rows[(index + turn) % rows.length]!);
        expect(commit(turned).root).to.equal(root);
        expect(columns).to.deep.equal(liquidationColumns(rows));
      }),
      50,
    );
  });

  it("takes times from the start on and before the end, and any quantity above zero", () => {
    const last = { ...row, time: TIMES.endTime - 1n, quantity: 1n };
    expect(liquidationAt(commit([last]), 0)).to.include({ time: last.time, quantity: 1n });
    const largest = { ...row, quantity: UINT128_MAX };
    expect(liquidationAt(commit([largest]), 0).quantity).to.equal(UINT128_MAX);
    for (const time of [TIMES.startTime - 1n, TIMES.endTime]) {
      expectInputError(
        () => commit([row, { ...row, key: keyNumber(2), time }]),
        /closed outside its period .*in row 1", expected from 10 on, before 20/,
      );
    }
    expectInputError(() => commit([{ ...row, quantity: 0n }]), /a quantity is above zero \(got "0 in row 0"\)/);
    expectInputError(() => commit([{ ...row, quantity: UINT128_MAX + 1n }]), /out of range/);
    expectInputError(() => commit([{ ...row, time: 2n ** 64n }]), /a time is out of range/);
    expectInputError(() => commit([{ ...row, time: -1n }]), /a time is out of range/);
  });

  it("has the root that OpenZeppelin's library gives the same leaves, from rows and from columns", () => {
    check(
      fc.property(liquidationLists(), (rows) => {
        const committed = commit(rows);
        const leaves = rows.map((_, index) => liquidationLeafHash(liquidationAt(committed, index)));
        expect(committed.root).to.equal(leaves.length === 0 ? ZERO_HASH : openZeppelinTree(leaves).root);
        expect(commitLiquidations(liquidationColumns(rows), TIMES).root).to.equal(committed.root);
      }),
      100,
    );
  });

  it("is exact up to totals of 2^128 - 1 and refuses one unit more", () => {
    const loss = { ...row, takeoverValue: UINT128_MAX, closeValue: 0n };
    expect(commit([loss]).loss).to.equal(UINT128_MAX);
    expectInputError(
      () => commit([loss, { ...row, key: keyNumber(2) }]),
      /the sum of liquidation losses is out of range/,
    );
    const profit = { ...loss, side: "short" as const };
    const another = { ...row, key: keyNumber(2), side: "short" as const };
    expectInputError(() => commit([profit, another]), /the sum of liquidation profits is out of range/);
  });

  it("refuses equal keys, unknown sides, long markets, and values out of range", () => {
    expectInputError(() => commit([row, { ...row, key: keyNumber(2) }, row]), /same key \(got "rows 0 and 2"\)/);
    expectInputError(() => commit([{ ...row, side: "up" as never }]), /unknown side/);
    expectInputError(() => commit([{ ...row, market: "x".repeat(32) }]), /at most 31 bytes/);
    expectInputError(() => commit([{ ...row, closeValue: -1n }]), /out of range/);
    expectInputError(() => commit([{ ...row, takeoverValue: UINT128_MAX + 1n }]), /out of range/);
    expectInputError(() => commit([{ ...row, key: "0x12" }]), /a key is malformed/);
  });

  it("refuses columns of the wrong length and sides that are neither", () => {
    const columns = liquidationColumns([row]);
    for (const [name, value] of Object.entries({
      keys: new Uint8Array(31),
      markets: new Uint8Array(33),
      sides: new Uint8Array(2),
      quantities: amountsFrom([]),
      takeoverValues: amountsFrom([]),
      closeValues: amountsFrom([1n, 2n]),
      times: new BigUint64Array(2),
    })) {
      expectInputError(
        () => commitLiquidations({ ...columns, [name]: value }, TIMES),
        new RegExp(`column "${name}".*wrong length`),
      );
    }
    expectInputError(() => commitLiquidations({ ...columns, sides: Uint8Array.of(2) }, TIMES), /unknown side/);
  });

  it("refuses to show a liquidation that is not in the list", () => {
    expectInputError(() => liquidationAt(commit([row]), 1), /no such index/);
  });
});
