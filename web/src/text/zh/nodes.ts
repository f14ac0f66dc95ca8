import type { NODES, Translated } from "zke-insurance-fund";

const nodeAt = ({ host }: { readonly host?: string | undefined }) => (host === undefined ? "节点" : `节点“${host}”`);
export const nodes: Translated<typeof NODES> = {
  noNode: () => ({ reason: "未指定节点", expected: "至少一个节点的地址" }),
  fewNodes: ({ agree }) => ({ reason: "节点少于须彼此一致的数目", expected: `至少 ${agree} 个节点的地址` }),
  nodeAddress: () => ({ reason: "节点地址无法使用", expected: "形如“http://127.0.0.1:8545”的地址" }),
  fundAddress: () => ({ reason: "基金地址无法使用", expected: "0x 加 40 位十六进制数字" }),

  nodeSilent: ({ said, ...node }) => `无法连接${nodeAt(node)}（“${said}”）；请检查地址，或稍后再试。`,
  nodeBroken: ({ said, ...node }) =>
    `${nodeAt(node)}有响应，但不是以太坊节点或已损坏，其响应为“${said}”；请检查地址，或稍后再试。`,
  nodeRefused: ({ said, status, ...node }) =>
    `${nodeAt(node)}拒绝了请求：“${said}”${status === undefined ? "" : `（状态码 ${status}）`}`,
  tooLittleEther: () => "发送账户的以太币不足以支付交易的燃料费。",
  otherChain: ({ host, got, wanted, now }) => `节点“${host}”${now ? "现在" : ""}属于链 ${got}，而应属于链 ${wanted}。`,
  otherGenesis: ({ host, chainId, got, wanted }) =>
    `节点“${host}”属于另一条编号同为 ${chainId} 的链：其首个区块为 ${got}，而应为 ${wanted}。`,
  nodesBehind: ({ host, block }) => `没有节点具有区块 ${block}（“${host}”）；请稍后再试，或换一个节点。`,
  tooFewAgree: ({ host, agree }) => `有响应的节点不足 ${agree} 个（“${host}”），而须有这么多节点彼此一致；请稍后再试。`,
  nodesDiffer: ({ one, other, asked }) =>
    `节点“${one}”与“${other}”对同一问题（“${asked}”）的回答不同。在查明哪个有误之前，不据此作任何事。`,
  blockReplaced: ({ block }) => `读取期间链已改变：区块 ${block} 已是另一个区块；请重试。`,
  blockChanged: ({ block }) => `区块 ${block} 在读取期间已改变；请重试。`,
  noNewest: () => "节点没有最新区块；请换一个节点。",
  blockMissing: ({ block, newest }) => `节点没有区块 ${block}，尽管其最新区块为 ${newest}；请换一个节点。`,
  noContract: ({ address }) => `地址 ${address} 上没有合约。`,
  noOldStates: ({ address }) => `节点不保留旧状态，因此无法找到 ${address} 的首个区块；请指定在此之前的起始区块。`,
  brokenLog: ({ index, block }) => `节点给出的日志已损坏（区块 ${block} 的日志 ${index}）；请换一个节点。`,
  logLeftOut: ({ transaction, name }) =>
    `交易 ${transaction} 已执行，但节点在收据中遗漏了日志“${name}”；请向另一个节点查询其结果。`,
  unknownStatus: ({ number }) => `基金给出了未知的状态 ${number}。`,
  noView: ({ address, view }) => `地址 ${address} 上的合约没有视图“${view}”：它不是按文档部署的基金所应有的合约。`,
};
