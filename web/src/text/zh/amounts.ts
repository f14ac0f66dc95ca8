import type { Text } from "../index.ts";

const DECIMALS = { "an amount": "金额", "a quantity": "数量", "a price": "价格" } as const;

export const amounts: Text["amounts"] = {
  amountNegative: () => "此处金额不能为负",
  amountTooLarge: () => "金额过大",
  amountNotText: () => "金额应为文本",
  tooManyDecimals: ({ what, decimals }) => `${DECIMALS[what]}最多 ${decimals} 位小数`,
  numberTooLong: ({ longest }) => `数字最多 ${longest} 个字符`,
  notDecimal: () => ({ reason: "不是普通的十进制数", expected: "例如 1234.56" }),
  decimalsOutOfRange: ({ most }) => ({ reason: "代币的小数位数超出范围", expected: `0 至 ${most}` }),
};
