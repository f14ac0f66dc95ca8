import type { BASICS, Translated } from "zke-insurance-fund";

type Thing = Parameters<typeof BASICS.tooManyDecimals>[0]["what"];

const THINGS: Readonly<Record<Thing, string>> = {
  "an amount": "金额",
  "a quantity": "数量",
  "a price": "价格",
  "a time": "时间",
  "the total profit": "总盈利",
  "the sum of liquidation profits": "强平盈余合计",
  "the sum of liquidation losses": "强平损失合计",
  "a 32-byte value": "32 字节的值",
  "a key": "键",
  "a market": "市场",
  "a domain": "域",
  "the secret": "密钥",
  "the salt": "盐值",
};

const thing = (name: string) => (Object.hasOwn(THINGS, name) ? THINGS[name as Thing] : `“${name}”`);
const upTo = (bits: number) => `0 至 2^${bits} - 1`;

export const basics: Translated<typeof BASICS> = {
  amountNegative: () => "此处金额不能为负",
  amountTooLarge: () => "金额过大",
  amountNotText: () => "金额应为文本",
  tooManyDecimals: ({ what, decimals }) => `${thing(what)}最多 ${decimals} 位小数`,
  numberTooLong: ({ longest }) => `数字最多 ${longest} 个字符`,
  notDecimal: () => ({ reason: "不是普通的十进制数", expected: "例如 1234.56" }),
  decimalsOutOfRange: ({ most }) => ({ reason: "代币的小数位数超出范围", expected: `0 至 ${most}` }),
  lossNegative: () => "损失应从零起算",
  basisUnknown: () => ({ reason: "未知的分摊基准", expected: "“head”或“all”" }),
  outOfBounds: ({ name, least, most }) => ({
    reason: `“${name}”超出允许范围`,
    expected: `${least} 至 ${most} 的整数`,
  }),
  outOfRange: ({ what, bits }) => ({ reason: `${thing(what)}超出范围`, expected: upTo(bits) }),
  wordMalformed: ({ what }) => ({ reason: `${thing(what)}格式有误`, expected: "0x 加 64 位十六进制数字" }),
  noSuchRow: () => "列中没有这一行",
  amountTooWide: () => "金额超出该列所能容纳的范围",
  countOutOfRange: () => ({ reason: "数量超出范围", expected: upTo(31) }),
  columnLength: () => "列的长度有误",
  chainIdOutOfRange: () => ({ reason: "链编号超出范围", expected: "1 至 2^256 - 1" }),
  fundZero: () => "基金地址为零",
  addressMalformed: () => ({ reason: "地址格式有误", expected: "0x 加 40 位十六进制数字" }),
  addressCapitals: () => "地址的大小写与其数字不符",
  numberTooWide: ({ name, bits }) => ({
    reason: `${name === undefined ? "数字" : `“${name}”`}超出 ${bits} 位`,
    expected: upTo(bits),
  }),
};
