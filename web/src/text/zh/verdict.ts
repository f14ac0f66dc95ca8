import type { Text } from "../index.ts";

export const verdict: Text["verdict"] = {
  label: (symbol) => (symbol ? `对 ${symbol} 基金的判定` : "对基金的判定"),
  how: "依据",
  money: {
    about: "资金",
    said: { good: "足额", waiting: "足额", wrong: "短缺", old: "数据未更新", reading: "读取中" },
    missing: (amount) => `短缺 ${amount}`,
    contradicted: "相互矛盾",
    owes: (owed) => `应有 ${owed}。`,
    sums: (holds, owes) => `实有 ${holds}，应有 ${owes}。`,
    exact: "不多不少。",
    over: (amount) => `多出 ${amount}。`,
    blocked: "无法提交结算，也无法使结算生效。",
    told: (contract, token) => `合约称差额为 ${contract}，代币称为 ${token}：其中之一不实。`,
  },
  history: {
    about: "历史",
    said: { good: "完整", waiting: "完整，部分时间未知", wrong: "不完整", old: "数据未更新", reading: "读取中" },
    readingPart: (part) => `已读取 ${part}`,
    notConcluded: "在全部读取之前不下任何结论。",
    serials: (last, pending) => `第 1 至 ${last} 次提交无缺漏，待定 ${pending} 笔，与合约计数一致。`,
    noneYet: "迄今没有提交。",
    sums: "各项合计一致。",
    undated: (count) => `有 ${count} 类资金的时间未知。`,
    until: (block) => `截至区块 ${block} 完整。`,
  },
  nextLoss: {
    about: "下一笔损失",
    reading: "读取中",
    nothing: "无",
    limits: {
      brake: (brake) => `全部待定结算合计以资产的 ${brake} 为限。`,
      assets: () => "以尚未预留的资产为限。",
      paused: () => "基金已暂停，不接受提交，也不支付。",
      closed: () => "基金已关闭，不再接受提交。",
      insolvent: () => "在补足或核销短缺的代币之前无法支付。",
    },
    full: "足以一次性全额支付迄今最大损失中基金承担的部分。",
    part: (part) => `只够迄今最大损失中基金承担部分的 ${part}。`,
  },
  proofs: {
    balance: (holds, owes, difference) =>
      `代币合约称基金持有 ${holds}；资产与代管资金合计 ${owes}；差额 ${difference}。代币`,
    submissions: (counted, known) => `提交次数：合约计数 ${counted}，此处已知 ${known}`,
    pending: (counted, known) => `待定结算：合约计数 ${counted}，此处已知 ${known}`,
    records: (periods) => `合约对 ${periods} 个期数各自的记录与其结算相符`,
    totals: "入账、捐赠、罚没与赔付：已知各项合计等于合约累计数",
    payable: "可赔付额：可用资产，与资产乘以限额比例再减去已预留金额，取较小者",
    nodes: (hosts) => `询问的节点：${hosts}`,
  },
};
