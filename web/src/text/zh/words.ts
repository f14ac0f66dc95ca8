const TREES: Readonly<Record<string, string>> = { positions: "仓位", liquidations: "强平" };
const STATUSES: Readonly<Record<string, string>> = {
  none: "不存在",
  pending: "尚待生效",
  finalized: "已生效",
  voided: "已作废",
};
const numbered = (name: string) => name.replace("number ", "编号 ");

/** What the contract's lists and statuses are called; a number where a newer contract has more of them. */
export const words = {
  tree: (name: string) => TREES[name] ?? numbered(name),
  status: (name: string) => STATUSES[name] ?? numbered(name),
};
