import type { Text } from "../index.ts";

export const faults: Text["settlements"]["faults"] = {
  Silence: "被要求公开的条目逾期未公开。",
  DuplicateKey: "有两个仓位的键相同。",
  PositionZeroProfit: "某仓位的盈利为零。",
  PositionAboveCumulative: "某仓位的盈利大于其累计盈利。",
  PositionAboveTotal: "某累计盈利大于总盈利。",
  PositionFirst: "首个仓位的累计盈利不等于其自身盈利。",
  PositionLast: "最后一个仓位的累计盈利不等于总盈利。",
  PositionHeadProfit: "最后一个参与分摊的仓位，其累计盈利不等于参与分摊仓位的盈利合计。",
  PositionHeadCut: "不计最后一个参与分摊的仓位，盈利占比也已达标。",
  PositionOrder: "仓位排序有误：其后有盈利更高的仓位，或盈利相同而键更小的仓位。",
  PositionSum: "两个累计盈利之差，小于或大于其间仓位所能构成的数额。",
  LiquidationSide: "某笔强平的方向既非多头（0）也非空头（1）。",
  LiquidationValue: "某笔强平的数量为零，或其数量、接管价值或平仓价值达到或超过 2^128。",
  LiquidationTime: "某笔强平的平仓时间早于本期开始，或不早于本期结束。",
  LiquidationAboveTotal: "某累计数大于本期的盈余或穿仓损失。",
  LiquidationBelowResult: "某累计数小于该笔强平自身的盈亏。",
  LiquidationFirst: "首笔强平的累计数不等于其自身盈亏。",
  LiquidationLast: "最后一笔强平的累计数不等于本期的盈余和穿仓损失。",
  LiquidationOrder: "强平排序有误：其后有键更小或相同的强平。",
  LiquidationSum: "两个累计数之差小于（相邻时为不等于）后一笔强平自身的盈亏。",
};
