import type { FundsText } from "../index.ts";

export const funds: FundsText = {
  title: "基金",
  standings: {
    whole: "代币齐全",
    short: "代币短缺",
    stopped: "已暂停或关闭",
    unknown: "目前未读取",
  },
  totals: {
    title: "按资产合计",
    note: "各基金均按其最新区块计。一种资产即一种代币：同一条链上的同一个地址。链上没有价格，因此不同的代币不会相加。",
    asset: "资产",
    counted: "计入的基金",
    assets: "资产总额",
    reserved: "已预留",
    missing: (amount) => `短缺代币：${amount}`,
    without: (names) => `未计入 ${names}：目前未读取。`,
    none: "无",
    unknown: (names) => `未能读取，未计入任何合计：${names}。`,
    alike: (symbol) => `有多种代币自称 ${symbol}，但它们并不因此成为同一种资产：各自单独计算。`,
  },
};
