import type { CheckText } from "../index.ts";
import { AMOUNTS } from "./amounts.ts";
import { type Sentence, speaker } from "./said.ts";

// Names of files, columns and fields stay as they are: they are found under these names.
const SENTENCES: readonly Sentence[] = [
  // A header by itself.
  [/^The period is 0; periods are numbered from 1\.$/, () => "期数为 0；期数从 1 开始。"],
  [
    /^The period ends at (\d+), not after its start at (\d+)\.$/,
    (end, start) => `本期截止时间 ${end} 不晚于起始时间 ${start}。`,
  ],
  [
    /^A list of liquidations is empty exactly if its root is zero\.$/,
    () => "强平列表为空时其默克尔根应为零，反之亦然。",
  ],
  [/^There are profits or losses, but no liquidations\.$/, () => "有盈余或穿仓损失，却没有强平。"],
  [
    /^The position count, root, total profit, head count and head profit are neither all zero nor all above zero\.$/,
    () => "仓位数量、默克尔根、总盈利、参与分摊的仓位数及其盈利合计，应同时为零或同时大于零。",
  ],
  [
    /^The head has (\d+) positions, more than the (\d+) there are\.$/,
    (head, all) => `参与分摊的仓位有 ${head} 个，多于全部的 ${all} 个。`,
  ],
  [
    /^The head's profit (\d+) is above the total profit (\d+)\.$/,
    (head, all) => `参与分摊仓位的盈利合计 ${head} 大于总盈利 ${all}。`,
  ],
  [
    /^The head holds less than (\d+) basis points of all profit\.$/,
    (bps) => `参与分摊的仓位所占盈利不足 ${bps} 个基点。`,
  ],
  [
    /^The head is all positions exactly if it holds all profit\.$/,
    () => "全部仓位都参与分摊时，其盈利合计才等于总盈利，反之亦然。",
  ],
  [/^There is nothing to share, but positions are committed\.$/, () => "没有需要分摊的损失，却提交了仓位。"],
  // A list against the rule.
  [/^not the sum of the results so far$/, () => "不等于此前各笔盈亏之和"],
  [/^not the sum of the profits so far$/, () => "不等于此前各项盈利之和"],
  [
    /^out of order: profits fall, and equal profits stand by key$/,
    () => "顺序有误：应按盈利从高到低排列，盈利相同者按键排列",
  ],
  [/^out of order: liquidations stand by key$/, () => "顺序有误：强平应按键排列"],
  [/^a quantity is above zero$/, () => "数量必须大于零"],
  [/^a liquidation was closed outside its period$/, () => "有强平不在本期之内平仓"],
  [
    /^the sum of liquidation (profits|losses) is out of range$/,
    (what) => `强平${what === "profits" ? "盈余" : "损失"}合计超出范围`,
  ],
  [/^not the rule's share$/, () => "不是按规则计算的分摊额"],
  [/^not what the lists give$/, () => "与根据列表计算的结果不符"],
  [/^out of sequence$/, () => "序号不连续"],
  [
    /^two (positions|liquidations) have the same key$/,
    (what) => `有两${what === "positions" ? "个仓位" : "笔强平"}的键相同`,
  ],
  [/^a committed position has a profit above zero$/, () => "所提交仓位的盈利必须大于零"],
  [/^the total profit is out of range$/, () => "总盈利超出范围"],
  // Files.
  [/^not valid JSON: (.*)$/s, (reason) => `不是有效的 JSON（${reason}）`],
  [/^the file is not a text in UTF-8$/, () => "文件不是 UTF-8 编码的文本"],
  [/^this is too large for (?:a statement|a settlement's header)$/, () => "内容过大"],
  [/^(.+) is not an object$/, (name) => `${named(name)}不是一个对象`],
  [/^(.+) has no field "(.+)"$/, (name, field) => `${named(name)}缺少字段“${field}”`],
  [/^(.+) has an unknown field$/, (name) => `${named(name)}含有未知字段`],
  [/^(.+) is not an integer$/, (name) => `${named(name)}不是整数`],
  [/^(.+) is too large$/, (name) => `${named(name)}过大`],
  [/^(.+) is not 32 bytes$/, (name) => `${named(name)}不是 32 字节`],
  [/^(.+) is not a string$/, (name) => `${named(name)}不是文本`],
  [/^(.+) is not a list$/, (name) => `${named(name)}不是列表`],
  [/^unknown (.+)$/, (name) => `${named(name)}的取值未知`],
  [/^(.+) is out of bounds$/, (name) => `${named(name)}超出允许范围`],
  [/^(chainId|fund) is null, and the other is not$/, (name) => `${named(name)}为空，而另一项不为空`],
  [/^chainId and fund name no fund: (.*)$/s, (reason) => `“chainId”与“fund”未指向任何基金：${sdk.said(reason)}`],
  [/^a chain id is out of range$/, () => "链编号超出范围"],
  [/^the fund's address is zero$/, () => "基金地址为零"],
  [/^an address is malformed$/, () => "地址格式有误"],
  [/^an address's capitals do not fit its digits$/, () => "地址的大小写与其数字不符"],
  [/^a token's decimals are out of range$/, () => "代币的小数位数超出范围"],
  [/^an id is empty$/, () => "标识为空"],
  [/^an id contains NUL$/, () => "标识含有 NUL 字符"],
  [/^an id is not well-formed Unicode$/, () => "标识不是合法的 Unicode 文本"],
  [/^a market has at most 31 bytes$/, () => "市场名称最多 31 字节"],
  [/^not a readable Parquet file: (.*)$/s, (reason) => `不是可读取的 Parquet 文件（${reason}）`],
  [/^the columns are not the expected ones$/, () => "各列与预期不符"],
  [/^the file is too small for its rows$/, () => "文件过小，容纳不下所声明的行数"],
  [/^the file has other rows than it says$/, () => "文件的行数与其声明不符"],
  [/^the number of rows is out of range$/, () => "行数超出范围"],
  [/^not a value of this column$/, () => "不是该列应有的值"],
  ...AMOUNTS,
  // The contract's refusals.
  [/^the settlement of period (\d+) was voided\.$/, (period) => `第 ${period} 期的结算已作废。`],
  [
    /^this header is not the one that was submitted for period (\d+)\.$/,
    (period) => `此结算头并非为第 ${period} 期所提交的结算头。`,
  ],
  [
    /^entry (\d+) of the (positions|liquidations) is not what the settlement has there\.$/,
    (index, tree) => `结算的${list(tree)}列表在第 ${index} 条处另有内容。`,
  ],
  [
    /^there is no entry (\d+) of the (positions|liquidations): the list has (\d+)\.$/,
    (index, tree, count) => `${list(tree)}列表没有第 ${index} 条，总共只有 ${count} 条。`,
  ],
  [/^the entry breaks the rule: .*$/s, () => "该条目违反规则。"],
  [/^the call credits nothing\.$/, () => "该调用没有入账任何款项。"],
  [
    /^of credits of (\S+) only (\S+) arrived, .*$/s,
    (expected, received) => `应入账 ${expected}，实际只到账 ${received}：代币收取了手续费。请逐笔入账。`,
  ],
  [
    /^the fund can cover (\S+) now, and (\S+) was asked for at the least; .*$/s,
    (coverage, least) => `基金目前只能承担 ${coverage}，而所要求的最低承担额为 ${least}。`,
  ],
  [
    /^the list of (positions|liquidations) has (\d+) entries, and the policy allows (\d+)\.$/,
    (tree, count, most) => `${list(tree)}列表有 ${count} 条，而参数只允许 ${most} 条。`,
  ],
];

const FACTS: readonly Sentence[] = [
  [/^"rows (\d+) and (\d+)"$/, (first, second) => `第 ${first} 行和第 ${second} 行`],
  [/^"(\d+) in row (\d+)"$/, (value, row) => `第 ${row} 行的 ${value}`],
  [/^"time (\d+) in row (\d+)"$/, (time, row) => `第 ${row} 行的时间 ${time}`],
  [/^from (\d+) on, before (\d+)$/, (start, end) => `不早于 ${start}，且早于 ${end}`],
  [/^both, or neither$/, () => "两者皆有，或两者皆无"],
  [/^0x and (\d+) hex digits$/, (digits) => `0x 加 ${digits} 位十六进制数字`],
  [/^"more than (.*)"$/, (bound) => `大于 ${bound}`],
  [/^(.*) to (.*)$/, (least, most) => `${least} 至 ${most}`],
];

const list = (name: string | undefined) => (name === "positions" ? "仓位" : "强平");

const NAMES: Readonly<Record<string, string>> = {
  "the statement": "账单条目",
  "the settlement file": "结算文件",
};

function named(name: string | undefined): string {
  return NAMES[name ?? ""] ?? `“${name}”`;
}

export const sdk: CheckText["sdk"] = { said: speaker(SENTENCES, FACTS) };
