import type { VerifyText } from "../index.ts";

export const liquidations: VerifyText["liquidations"] = {
  title: "强平明细",
  none: "本期没有强平。",
  notJudged: "以下为数据包自身所载的数字，其中的错误见上文。",
  note: (unit) =>
    `价格等于价值除以数量，即每单位标的合多少 ${unit}。时间精确到秒，为平仓完成之时。合约无从得知市场价格；您可将每个价格与该分钟的最低和最高成交价（即各交易所公布的 K 线）对照。有了这样的价格表，命令行工具可逐笔核对：`,
  token: "代币",
  search: "市场名称，或键的开头",
  order: "排序",
  orders: {
    list: "按列表顺序（键）",
    time: "按时间",
    market: "按市场，再按时间",
    loss: "损失最大者在前",
    profit: "盈余最大者在前",
  },
  shown: (shown, all) => `共 ${all} 笔，已显示 ${shown} 笔。`,
  noMatch: "没有符合该市场或键的强平。",
  more: "显示更多",
  market: "市场",
  side: "方向",
  sides: { long: "多头", short: "空头" },
  time: "平仓时间",
  quantity: "数量",
  takeoverPrice: "接管价格",
  closePrice: "平仓价格",
  result: "盈亏",
  key: "键",
};
