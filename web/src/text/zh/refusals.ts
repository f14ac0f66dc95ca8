import type { Language } from "zke-insurance-fund";
import { faults } from "./faults.ts";

const TREES: Readonly<Record<string, string>> = { positions: "仓位", liquidations: "强平" };
const STATUSES: Readonly<Record<string, string>> = {
  none: "不存在",
  pending: "尚待生效",
  finalized: "已生效",
  voided: "已作废",
};
// A number where a newer contract has more lists and statuses.
const tree = (name: string) => TREES[name] ?? numbered(name);
const status = (name: string) => STATUSES[name] ?? numbered(name);
const numbered = (name: string) => name.replace("number ", "编号 ");
const ROLES: Readonly<Record<string, string>> = { 0: "管理员", 1: "运营方", 2: "监护方", 3: "治理方" };
const entry = (place: { readonly tree: string; readonly index: bigint }) =>
  `${tree(place.tree)}列表的第 ${place.index} 条`;

/** What a contract refuses, by the names of its errors. */
export const refusals = {
  revertSilent: () => "合约未说明原因即拒绝。代币会如此：余额或授权额度不足、代币已暂停，或账户已被列入黑名单。",
  revertReason: ({ reason }) => `合约给出的原因：“${reason}”。`,
  revertPanic: ({ number }) => `合约内部断言失败（错误码 ${number}）。`,
  revertUnknown: ({ selector }) => `未知的错误 ${selector}。`,

  AccessManagedInvalidAuthority: ({ authority }) => `${authority} 没有代码，不能作为权限管理合约。`,
  AccessManagedUnauthorized: ({ caller }) => `${caller} 没有此项操作所需的角色，请使用拥有该角色的账户。`,
  AccessManagedRequiredDelay: ({ caller }) => `${caller} 须先公开预约此项操作，并等待延迟期结束。`,
  AccessManagerNotScheduled: () => "此项操作尚未预约：须先公开预约，并等待延迟期结束。",
  AccessManagerNotReady: () => "此项操作已预约，但延迟期尚未结束。",
  AccessManagerExpired: () => "此项操作已预约，但未及时执行，须重新预约。",
  AccessManagerAlreadyScheduled: () => "此项操作已在预约之中。",
  AccessManagerUnauthorizedAccount: ({ msgsender, roleId }) =>
    `${msgsender} 没有${ROLES[String(roleId)] ?? `编号为 ${roleId} 的`}角色。`,
  AccessManagerUnauthorizedCall: ({ caller }) => `${caller} 无权执行或预约此项操作。`,

  EnforcedPause: () => "基金已暂停；监护方解除暂停后，入账、提交和生效方可继续。",
  ExpectedPause: () => "基金并未暂停。",
  FundClosed: () => "基金已关闭，不再入账或接受提交。",
  FundNotClosed: () => "基金尚未关闭；关闭之后方可迁移。",
  Insolvent: ({ missing }, { amount }) => `基金缺少 ${amount(missing)} 代币。请以捐赠补足，或由治理方核销。`,
  InvalidAddress: ({ given }) =>
    `${given} 不能在此持有资金或权限：收款方不得为零地址、基金或代币，代币和权限管理合约则须有代码。`,
  ReentrancyGuardReentrantCall: () => "代币回调了基金合约。",
  SafeCastOverflowedUintDowncast: ({ bits }) => `合约中的金额超出范围：容纳不下 ${bits} 位。`,
  SafeCastOverflowedUintToInt: () => "合约中的金额超出范围。",
  SafeERC20FailedOperation: () => "代币拒绝了转账。",
  ERC20InsufficientAllowance: ({ spender, allowance, needed }, { amount }) =>
    `${spender} 最多可动用 ${amount(allowance)} 代币，而需要 ${amount(needed)}；请提高授权额度。`,
  ERC20InsufficientBalance: ({ sender, balance, needed }, { amount }) =>
    `${sender} 只有 ${amount(balance)} 代币，而需要 ${amount(needed)}；请先补足。`,
  ZeroAmount: () => "金额为零。",
  NothingClaimable: ({ account }) => `${account} 没有可领取的款项。`,
  OpeningInFuture: ({ openingTime, time: now }, { time }) =>
    `起始时间 ${time(openingTime)} 晚于链上时间 ${time(now)}。`,
  PolicyOutOfBounds: ({ field, given }) => `参数“${field}”超出允许范围（实际为 ${given}）。`,

  SequenceMismatch: ({ period, given, expected }) =>
    `第 ${period} 期下一笔入账的序号应为 ${expected}，而非 ${given}：它已入账，或其间有遗漏。`,
  NoCredits: () => "该调用没有入账任何款项。",
  CreditsNotReceived: ({ received, expected }, { amount }) =>
    `应入账 ${amount(expected)}，实际只到账 ${amount(received)}：代币收取了手续费。请逐笔入账，每笔以到账数额为准。`,
  PeriodNotOpen: ({ period, nextPeriod, status: now }) =>
    `第 ${period} 期${now === "none" ? "尚未轮到" : status(now)}，下一期为第 ${nextPeriod} 期。`,
  PeriodGap: ({ period, startTime, expectedStartTime }, { time }) =>
    `第 ${period} 期须从上一期结束之时开始，即 ${expectedStartTime}（${time(expectedStartTime)}），而非 ${startTime}。`,
  PeriodEnd: ({ period, endTime }, { time }) =>
    `第 ${period} 期不能在 ${endTime}（${time(endTime)}）结束：它不晚于起始时间、晚于链上时间、与参数规定的时长不符，或与此前的截止时间不同。`,
  ProfitNotReceived: ({ received, expected }, { amount }) =>
    `本期盈余 ${amount(expected)} 只到账 ${amount(received)}：代币收取了手续费。请先入账其余部分。`,
  CoverageTooLow: ({ coverage, leastCoverage }, { amount }) =>
    `基金目前只能承担 ${amount(coverage)}，而所要求的最低承担额为 ${amount(leastCoverage)}。请等待待定的结算生效、捐赠其余部分，或降低要求。`,
  ListTooLong: ({ tree: list, count, most }) => `${tree(list)}列表有 ${count} 条，而参数只允许 ${most} 条。`,
  LiquidationsInconsistent: () => "强平的数量、默克尔根与合计彼此矛盾。",
  PositionsInconsistent: () => "仓位的数量、默克尔根、合计与分摊范围彼此矛盾。",
  HeadInconsistent: () => "参与分摊的仓位数及其盈利合计，不可能出自这些仓位。",
  NothingToShare: () => "没有需要分摊的损失，却提交了仓位。",

  SettlementMismatch: ({ period }) => `此结算头并非为第 ${period} 期所提交的结算头。`,
  NotPending: ({ period, status: now }) => `第 ${period} 期的结算${status(now)}，并非待定。`,
  NotYetFinal: ({ period, readyAt, openDemands }, { time }) =>
    `第 ${period} 期最早可在 ${readyAt}（${time(readyAt)}）生效${
      openDemands > 0n ? `，且须先答复未决的公开要求（${openDemands} 项）` : ""
    }。`,
  VoidedSettlement: ({ period }) => `第 ${period} 期的结算已作废。`,
  SettlementsPending: ({ count }) => `尚有 ${count} 项结算待定。`,

  NotInTree: (place) => `结算的${entry(place)}另有内容。`,
  LeafAtFault: ({ fault }) => `该条目违反规则：${fault === undefined ? "未知的错误。" : faults[fault]}`,
  NoFault: () => "这些条目并未违反规则。",
  DemandTooLate: ({ challengeEnd }, { time }) => `要求公开条目的期限已于 ${time(challengeEnd)} 截止。`,
  IndexOutOfRange: ({ count, ...place }) => `没有${entry(place)}：该列表总共只有 ${count} 条。`,
  DemandedBefore: (place) => `${entry(place)}此前已被要求公开。`,
  NoOpenDemand: (place) => `${entry(place)}没有未决的公开要求。`,
  AnswerTooLate: ({ deadline }, { time }) => `答复的期限为 ${time(deadline)}。`,
  DeadlineNotPassed: ({ deadline }, { time }) => `该公开要求在 ${time(deadline)} 之前仍可答复。`,
  SubmissionPending: ({ submission }) => `第 ${submission} 次提交仍待定，其公开要求尚可答复或逾期。`,
} satisfies Partial<Language>;
