import type { RemedyText } from "../index.ts";

export const remedy: RemedyText = {
  title: "使其作废",
  text: (gas, reward) =>
    `任何人都可以，无需许可。您支付约 ${gas} 单位的燃料费；运营方保证金的一半（以规则所定保证金的一半为限），即 ${reward}，归最先提出者。调用会公开您仓位的公开键和盈利，但不会公开您的姓名。`,
  copied: "调用在进入区块之前可能被他人抄用：结算照样作废，但奖励可能归他人所有。",
  wallet: {
    title: "使用钱包",
    text: "页面会填好调用内容；签名之前您可在钱包中查看。",
    none: "此浏览器中没有钱包。",
    button: (period) => `作废第 ${period} 期`,
    with: (name) => `使用 ${name}`,
    asking: "请查看您的钱包…",
    checking: "正在询问合约是否接受该调用…",
    refusedByContract: "合约不会接受该调用。未发送任何内容。",
    sent: "已发送，正在等待进入区块：",
    voidedByYou: (reward) => `结算已作废。${reward} 归您所有：请从基金提取。`,
    voidedByOther: "结算已作废；另一个调用更早，奖励归其所有。",
    voided: "结算已作废。",
    ended: "该结算已不再待定，但并未作废。",
    failed: "钱包所用的节点表示交易失败，而结算仍待定。请在钱包或区块浏览器中查看。",
    problems: {
      refused: () => "钱包或您本人拒绝了请求。未发送任何内容。",
      busy: () => "钱包正在等待您回答先前的请求。请打开钱包作答。",
      noAccount: () => "钱包未向此页面提供账户。未发送任何内容。",
      otherChain: (chain) => `钱包位于另一条链，且未切换到链 ${chain}。未发送任何内容。`,
      unknownChain: (chain) => `钱包不认识链 ${chain}。请先在钱包中添加，再重试。未发送任何内容。`,
      disconnected: () => "钱包未连接到其所在的链。未发送任何内容。",
      noMoney: () => "该账户不足以支付调用的燃料费。未发送任何内容。",
      other: (said) => `钱包提示：${said}`,
    },
  },
  explorer: {
    title: "在区块浏览器中",
    text: (name) => `在“Write contract”下打开“${name}”，并粘贴各字段。`,
    copy: "复制各字段",
    open: "打开区块浏览器",
    none: "此处未设置区块浏览器。任何显示该合约的浏览器均可。",
  },
  command: {
    title: "使用命令行",
    text: "在数据包中找出错误，并发送调用。",
    copy: "复制命令",
    data: "也可用任何其他工具将此调用发送给基金：",
    copyData: "复制调用",
  },
  copiedNow: "已复制",
};
