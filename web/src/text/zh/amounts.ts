import type { Sentence } from "./said.ts";

/** What the SDK says of an amount that it cannot use. */
export const AMOUNTS: readonly Sentence[] = [
  [/^an amount cannot be negative here$/, () => "此处金额不能为负"],
  [/^an amount has at most (\d+) decimals$/, (decimals) => `金额最多 ${decimals} 位小数`],
  [/^an amount is at most 2\^127 base units$/, () => "金额过大"],
  [/^a number has at most (\d+) characters$/, (length) => `数字最多 ${length} 个字符`],
  [/^not a plain decimal number$/, () => "不是普通的十进制数，例如 1234.56"],
];
