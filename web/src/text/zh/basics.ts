import type { Language } from "zke-insurance-fund";

/** What has a name of its own in the sentences. */
type Numbered = "period" | "startTime" | "endTime" | "submission" | "index" | "sequence";
type Thing = Exclude<Parameters<Language["outOfRange"]>[0]["what"], Numbered>;

const THINGS: Readonly<Record<Thing, string>> = {
  "an amount": "金额",
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

/** Policies, hashes, addresses and columns that cannot be. */
export const basics = {
  lossNegative: () => "损失应从零起算",
  basisUnknown: () => ({ reason: "未知的分摊基准", expected: "“head”或“all”" }),
  outOfBounds: ({ name, least, most }) => ({
    reason: `“${name}”超出允许范围`,
    expected: `${least} 至 ${most} 的整数`,
  }),
  outOfRange: ({ what, bits }) => ({ reason: `${thing(what)}超出范围`, expected: upTo(bits) }),
  wordMalformed: ({ what }) => ({ reason: `${thing(what)}格式有误`, expected: "0x 加 64 位十六进制数字" }),
  notBigint: ({ what }) => ({ reason: `${thing(what)}的类型有误`, expected: "“bigint” 整数" }),
  secretZero: () => ({ reason: "密钥全为零", expected: "32 个随机字节，每期各不相同" }),
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
} satisfies Partial<Language>;
