import type { ConnectionText } from "../index.ts";
import { TOTALS } from "./totals.ts";

export const connection: ConnectionText = {
  settings: {
    title: "连接",
    intro:
      "页面在您的浏览器中直接读取链上数据。请使用您信任的节点，最好是自己的节点。除您主动打开的结算数据包地址外，页面不会连接其他任何地方。",
    names: {
      rpc: "节点（JSON-RPC 地址）",
      fund: "基金合约地址",
      explorer: "区块浏览器，含 {kind} 和 {id}",
      startBlock: "起始区块",
      compare: "用于比对的其他节点",
    },
    problems: {
      rpc: "请填写以 https:// 或 http:// 开头的地址。",
      fund: "地址由 0x 加 40 位十六进制数字组成。",
      explorer: "请填写形如 https://explorer.example/{kind}/{id} 的地址，或留空。",
      startBlock: "请填写整数。",
      compare: "请填写以 https:// 或 http:// 开头的地址，多个地址以逗号分隔，或留空。",
    },
    save: "使用以上设置",
    reset: "恢复默认设置",
    saved: "仅保存在此浏览器中。",
  },
  compare: {
    ask: "立即比对各节点",
    asking: "正在询问各节点…",
    same: (block) => `所有响应的节点对区块 ${block} 的说法一致：包括其哈希和全部数据。`,
    differ: (block) => `各节点对区块 ${block} 的说法不同。其中必有错误；在查明之前，请勿相信任何一方。`,
    nothing: "响应的节点不足两个，未能比对。",
    head: (block) => `最新区块 ${block}。`,
    restShown: "与其他节点不同",
    names: {
      chain: "链",
      blockHash: "区块哈希",
      assets: "资产",
      reserved: "已预留",
      available: "可用",
      liabilities: "代他人持有",
      solvency: "代币余额超出账目之数",
      submissions: "已提交的结算数",
      pendingCount: "待定结算数",
      nextPeriod: "下一期",
      rest: "累计总额、规则或其他状态",
    },
  },
  link: {
    foreignTitle: "您打开的链接所显示的并非本页面的基金",
    otherChainTitle: "您打开的链接指向另一条链上的基金",
    otherChain: (named, shown) => `链接所指为链 ${named}，而本页面显示的是链 ${shown}。以下内容与链接所指的基金无关。`,
    foreign: "以下内容与本页面自己的基金无关，其代币可以任意取名。",
    title: "您打开的链接指定了连接方式",
    node: "节点返回什么，由其运营者决定。只有信任该节点，才可相信页面所示内容。",
    token: (address, symbol) => `其代币为 ${address}，自称“${symbol}”。`,
    unnamedToken: (address) => `其代币为 ${address}，没有名称。`,
    names: { chain: "链", fund: "基金", rpc: "节点", explorer: "区块浏览器", startBlock: "起始区块" },
    ignored: (block) => `链接中的起始区块 ${block} 未被采用：它高于本页面的起始区块，会隐藏此前的记录。`,
    unusable: (name) => `链接中的以下内容无法使用，已忽略：${name}。`,
    back: "改用本页面默认的连接",
  },
  config: {
    broken: "无法读取本页面的配置。具体问题见下，供页面托管方参考；您也可以自行填写节点和基金地址。",
    partly: "本页面的部分配置无法使用，已忽略。",
    details: "供页面托管方参考",
    problems: {
      unreachable: (said) => `无法加载该文件：${said}`,
      status: (status) => `主机返回状态码 ${status}`,
      webPage: (got) => `此处是网页而不是 JSON：${got}`,
      notJson: (said) => `不是有效的 JSON：${said}`,
      notObject: (got) => `应为花括号中的对象，实际为：${got}`,
      unknownName: (got) => `没有此名称的设置，其值为 ${got}`,
      unusable: (got) => `该值无法使用：${got}`,
      fundTwice: (got) => `该基金在列表中重复：${got}`,
      noFund: (got) => `缺少基金地址：${got}`,
      tooMany: (got) => `基金数量过多：${got}`,
    },
  },
  shipped: {
    notUsed: (said) => `本页面托管方提供的基金历史文件未被采用：${said}。这与基金本身无关：其历史改由节点读取。`,
    problems: {
      historyTooLarge: ({ most }) => `它大于 ${most} 字节，不可能是基金的历史`,
      historyUnreachable: ({ said }) => `无法加载（“${said}”）`,
      historyOfOther: ({ name, got, wanted }) =>
        `它属于另一${name === "fund" ? "个基金" : "条链"} ${got}，而不是 ${wanted}`,
      historyOtherBlock: ({ block }) => `所读取的链上没有其区块 ${block}，或该处是另一个区块`,
      historyTooNew: ({ block, newest }) => `它截至区块 ${block}，而节点只到区块 ${newest}`,
      historyTooEarly: ({ block, first }) => `它提及区块 ${block}，早于基金的起始区块 ${first}`,
      historyOutOfOrder: ({ serial }) => `第 ${serial} 次提交缺失、重复，或与此前的提交矛盾`,
      historyCreditsOutOfOrder: ({ period }) => `第 ${period} 期的记入重复，或次序有误`,
      historyPlacesOutOfOrder: ({ block }) => `区块 ${block} 的内容与时间次序不符`,
      historySums: ({ total, found, told }) => `按其内容${TOTALS[total]}共 ${found} 个最小单位，而其自称 ${told}`,
      historyBeyond: ({ what, found, counted }) => {
        const named = what === "submissions" ? "提交次数" : what === "periods" ? "期数" : TOTALS[what];
        return `其内容多于合约所计（${named}：${found}，而按合约为 ${counted}）`;
      },
      historyNotOnRecord: ({ period, serial }) => `第 ${period} 期第 ${serial} 次提交与合约所记录的不同`,
      historyNotCredited: ({ period }) => `第 ${period} 期的记入与合约所记录的不同`,
      historyNotPaid: ({ block }) => `区块 ${block} 的款项与节点的日志不同`,
    },
  },
};
