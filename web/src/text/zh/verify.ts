import type { VerifyText } from "../index.ts";

export const verify: VerifyText["verify"] = {
  title: "验证结算",
  intro:
    "每次结算都有一个数据包，包含结算头、全部仓位和全部强平，不含姓名。您的浏览器将对列表重新排序、累加、划定分摊范围、计算每一笔分摊额及两个默克尔根，并逐项与数据包和链上记录比对。",
  period: "结算",
  anyPeriod: "我已有文件的结算",
  periodName: (period, state) => `第 ${period} 期（${state}）`,
  address: "数据包所在文件夹的地址",
  addressNote: (host) => `该地址由运营方填写，无人为其担保。${host} 会得知您的访问，此外不透露任何信息。`,
  addressMissing: "请填写数据包所在文件夹的地址，或将其文件拖放到下方。",
  addressEmpty: "运营方未提供地址，请视之为警示。如已从别处取得文件，可拖放到下方。",
  addressNotWeb: "浏览器只能打开 https:// 和 http:// 地址。请填写指向同一文件夹的网关地址，或将文件拖放到下方。",
  fetch: "获取并验证",
  or: "或使用已有的文件",
  drop: "将数据包文件夹或其中的三个文件拖放到此处，或",
  choose: "选择文件",
  chooseFolder: "选择文件夹",
  dropNote: "文件不会上传。名为“private”的文件夹中的内容不会被读取。",
  picked: {
    missing: (names) => `缺少以下文件：${names}。`,
    twice: (names) => `以下文件不止一份：${names}。请一次只提供一个数据包。`,
    unreadable: "无法读取这些文件。",
  },
  files: { settlement: "结算头", positions: "仓位列表", liquidations: "强平列表" },
  stages: {
    fetching: (file, have) => `正在获取${file}：${have}`,
    reading: "正在读取列表",
    recomputing: "正在排序、累加并计算哈希",
    done: "已完成，结果如下。",
  },
  cancel: "取消",
  cancelled: "已取消。",
  failures: {
    fetch: "无法获取数据包",
    memory: "浏览器内存不足，无法处理该数据包。命令行工具同样可以验证。",
    other: (said) => `浏览器未能完成计算：${said}`,
    unreadable: "无法识别该数据包",
  },
  verdicts: {
    final: { title: "正确，且已在链上生效", text: "按规则得出的列表和分摊额与之完全一致，合约所存储的正是此结算。" },
    pending: {
      title: "正确，链上待定",
      text: "按规则得出的列表和分摊额与之完全一致，合约所存储的正是此结算，其质疑期尚未结束。",
    },
    voided: { title: "数据包自身一致，但其结算已作废", text: "合约已将此结算作废，它不产生任何效力。" },
    notOnChain: { title: "数据包自身一致，但并非链上的结算", text: "发布者所展示的数字与合约中的不同。" },
    foreign: { title: "数据包不属于本基金", text: "数据包自身一致，但与本页面所示的基金无关。" },
    unnamed: {
      title: "数据包未指明基金",
      text: "数据包自身一致，但没有合约与之对应，任何人都无法提交这样的数据包。",
    },
    otherPeriod: { title: "这是另一期的数据包", text: "它自身一致，但不是您要验证的那一期。" },
    unconfirmed: {
      title: "数据包自身一致，但未与链上核对",
      text: "编造的结算也可自圆其说。只有链上记录能说明该结算是否真实。",
    },
    wrong: {
      title: "数据包有误",
      text: "这些文件的内容与按规则得出的结果不符。传输中损坏的文件也会如此：在归咎于结算之前，请重新获取，或从别处获取。",
    },
    partial: {
      title: "已取得的部分正确；缺少一份列表",
      text: "已重新计算所取得的列表。另一份列表无从判断。",
    },
  },
  absent: (file) => `缺少：${file}。`,
  afterWrong: (status) =>
    status === "pending"
      ? "该结算尚未生效：如链上的列表确有此错误，任何人都可使合约将其作废。"
      : status === "finalized"
        ? "该结算已生效，任何调用都无法再撤销。如另一份文件显示相同结果，请保留作为证据。"
        : "合约中没有这样一份有效的结算。",
  result: {
    positions: "仓位",
    loss: "穿仓损失",
    shared: "盈利方分摊",
  },
  checked: {
    title: "已重新计算的内容",
    items: [
      "仓位和强平的排序，以及列表中有无重复的键",
      "每笔强平均有数量，且在本期之内平仓",
      "每一个累计数、分摊范围和每一笔分摊额",
      "两棵默克尔树，直至树根",
      "结算头的合计与数量，以及结算结果",
    ],
  },
  findings: {
    title: "有误之处",
    caption: "与规则计算结果不符的数字（金额以最小单位计）",
    place: "位置",
    problem: "问题",
    got: "实际",
    expected: "应为",
    entry: (index) => `第 ${index} 条`,
  },
  standing: {
    asking: "正在查询链上记录…",
    submission: (serial, state) => `它是链上的第 ${serial} 次提交：${state}。`,
    never: "它从未提交给此基金。",
  },
  notChecked: {
    title: "此处无法验证的内容",
    items: [
      "强平是否如列表所述、以所列价格发生，有无遗漏",
      "每个盈利者是否都已列入且盈利无误：须由各人自行核对",
      "各个键属于谁：键经过加盐处理，正是为了隐去这一点",
    ],
    share: "核对自己的分摊",
  },
};
