import { type GAPS, type PERIOD_GAPS, type POWER_GAPS, say, type Translated } from "zke-insurance-fund";
import { TOTALS } from "./totals.ts";

const leftOut = (what: string, gap: string) => `节点遗漏了${what}的日志（${gap}），因此未下任何结论；请换一个节点。`;

const PARTS = { settlement: "结算", credits: "记入" } as const;
const STATUSES = { none: "不存在", pending: "待定", finalized: "已生效", voided: "已作废" } as const;
interface Counts {
  readonly found: bigint;
  readonly counted: bigint;
  readonly status: keyof typeof STATUSES;
}
const ON_RECORD = {
  submission: ({ counted }: Counts) => `合约所记录的第 ${counted} 次提交`,
  end: ({ status }: Counts) => `使其${STATUSES[status]}的事件`,
  demands: ({ found, counted }: Counts) => `按日志有 ${found} 项公开要求未答复，而按合约有 ${counted} 项`,
  answer: () => "最后一次公开",
  event: () => "最新的事件",
  terms: () => "提交时所定的金额",
};

const LISTS = { positions: "仓位", liquidations: "强平" } as const;
const entry = ({ tree, index }: { readonly tree: keyof typeof LISTS; readonly index: bigint }) =>
  `${LISTS[tree]}列表中序号 ${index}`;
const ofManager = (what: string) => `${what}（在其权限管理合约中）`;

const periodGaps: Translated<typeof PERIOD_GAPS> = {
  credit: ({ sequence }) => `缺少第 ${sequence} 笔记入`,
  creditTotals: ({ found, counted, sum, amount }, show) =>
    `按日志有 ${found} 笔，共 ${show.amount(sum)}，而按合约有 ${counted} 笔，共 ${show.amount(amount)}`,
  noneAt: ({ time }) => `合约所指的时刻 ${time} 没有日志`,
  noBlockAt: ({ time }) => `合约所指的时刻 ${time} 没有区块`,
  linkBroken: ({ log, block }) => `区块 ${block} 的日志 ${log} 之前的一项`,
  linkForward: ({ time, previous }) => `时刻 ${time} 最早的一项称其前一项在时刻 ${previous}`,
  linkNamed: ({ time, log, block }) => `区块 ${block} 的日志 ${log} 所指的时刻 ${time} 的一项`,
  anySubmission: () => "没有任何提交",
  firstSubmission: () => "首次提交",
  submissionStart: ({ serial }) => `第 ${serial} 次提交的开始`,
  submissionNext: () => "结束之后的提交",
  submissionEnd: () => "其结束",
  headerAt: ({ time }) => `没有时刻 ${time} 的结算头`,
  silence: () => "未答复的公开要求",
  answers: ({ open }) => `${open} 次公开`,
  demandFor: (place) => `公开${entry(place)}的要求`,
  answerFor: (place) => `对公开${entry(place)}之要求的答复`,
};

const powerGaps: Translated<typeof POWER_GAPS> = {
  policy: ({ version }) => `第 ${version} 版规则`,
  clearing: () => "收款方的变更",
  authority: () => "权限管理合约的变更",
  pause: () => "基金的暂停",
  unpause: () => "暂停的解除",
  closure: () => "基金的关闭",
  migration: () => "一次迁移",
  writeOff: () => "一次核销",

  firstGrant: () => ofManager("部署时的首次授权"),
  closedTarget: () => ofManager("基金是否为已关闭的目标"),
  functionRole: ({ name }) => ofManager(`“${name}”归哪个角色`),
  roleAdmin: ({ role }) => ofManager(`角色 ${role} 由谁授予`),
  roleGuardian: ({ role }) => ofManager(`角色 ${role} 由谁监护`),
  roleMember: ({ role, account }) => ofManager(`账户 ${account} 的角色 ${role} 之变更`),
  roleMembers: ({ role }) => ofManager(`角色 ${role} 授予了谁`),
  callOther: ({ call }) => ofManager(`调用 ${call} 的内容`),
  callTimes: ({ call }) => ofManager(`调用 ${call} 的预约次数`),
  callAgain: ({ call }) => ofManager(`调用 ${call} 的再次预约`),
  callEnd: ({ call }) => ofManager(`调用 ${call} 的结局`),
  closeScheduled: ({ account }) => ofManager(`账户 ${account} 对关闭基金的预约`),
};

export const gaps: Translated<typeof GAPS> = {
  missingLogs: ({ gap }, show) => leftOut("基金", say(powerGaps, gap, show).reason),
  missingLogsOf: ({ gap, ...of }, show) => {
    const part = of.what === "submission" ? `第 ${of.serial} 次提交` : PARTS[of.what];
    return leftOut(`第 ${of.period} 期${part}`, say(periodGaps, gap, show).reason);
  },
  leftOutSubmission: ({ serial, count }) => leftOut("基金", `共 ${count} 次提交中的第 ${serial} 次`),
  leftOutPeriods: ({ found, counted }) => leftOut("基金", `日志只到第 ${found} 期，而合约已到第 ${counted} 期`),
  leftOutPending: ({ found, counted }) => leftOut("基金", `按日志有 ${found} 项结算待定，而按合约有 ${counted} 项`),
  leftOutMoney: ({ total, found, counted }, { amount }) =>
    leftOut("基金", `按日志${TOTALS[total]}共 ${amount(found)}，而按合约为 ${amount(counted)}`),
  leftOutOnRecord: ({ period, serial, what, ...counts }) =>
    leftOut(`第 ${period} 期第 ${serial} 次提交`, ON_RECORD[what](counts)),
};
