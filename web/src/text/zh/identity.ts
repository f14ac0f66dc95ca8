import type { CheckText } from "../index.ts";

export const identity: CheckText["identity"] = {
  fund: "基金合约",
  chain: (id) => `位于链 ${id}`,
  none: "未指明属于哪个基金。",
  reasons: {
    unnamed: "未指明属于哪个基金：出具者既未写明链，也未写明合约，因此无从核对。",
    otherFund: (got, gotChain, expected, expectedChain) =>
      `它属于链 ${gotChain} 上的基金 ${got}，而本页面所示为链 ${expectedChain} 上的基金 ${expected}。`,
    otherDecimals: (got, expected) => `其金额有 ${got} 位小数，而基金的代币有 ${expected} 位：它们属于另一种代币。`,
  },
};
