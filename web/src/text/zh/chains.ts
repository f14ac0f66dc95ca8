import type { CHAINS, Translated } from "zke-insurance-fund";

export const chains: Translated<typeof CHAINS> = {
  noFund: ({ fund }) => `该链的地址 ${fund} 上没有保险基金合约；请检查基金地址以及所连接的链。`,
  noBlock: ({ block }) => `链上没有区块“${block}”。`,
  noToken: ({ token }) => `基金所指的代币地址 ${token} 上没有代币合约。`,
  noDecimals: ({ token }) => `地址 ${token} 上的代币未说明其小数位数。`,
  tokenDecimals: ({ token, decimals, most }) =>
    `地址 ${token} 上的代币有 ${decimals} 位小数，而最多只能使用 ${most} 位。`,
  otherDomain: ({ fund, chainId }) =>
    `地址 ${fund} 上的基金并非以所查询的链 ${chainId} 计算结算头的哈希：部署之后链编号有变，或者这不是此版本的基金合约。`,
};
