import type { Text } from "../index.ts";

type Translate = (...found: string[]) => string;

// Names of files, columns and fields stay as they are: they are found under these names.
const SENTENCES: readonly [RegExp, Translate][] = [
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
  [/^not the rule's share$/, () => "不是按规则计算的分摊额"],
  [/^not the token's$/, () => "与代币的小数位数不符"],
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
  // Amounts.
  [/^an amount cannot be negative here$/, () => "此处金额不能为负"],
  [/^an amount has at most (\d+) decimals$/, (decimals) => `金额最多 ${decimals} 位小数`],
  [/^an amount is at most 2\^127 base units$/, () => "金额过大"],
  [/^a number has at most (\d+) characters$/, (length) => `数字最多 ${length} 个字符`],
  [/^not a plain decimal number$/, () => "不是普通的十进制数，例如 1234.56"],
];

const FACTS: readonly [RegExp, Translate][] = [
  [/^"rows (\d+) and (\d+)"$/, (first, second) => `第 ${first} 行和第 ${second} 行`],
  [/^"(\d+) in row (\d+)"$/, (value, row) => `第 ${row} 行的 ${value}`],
  [/^"more than (.*)"$/, (bound) => `大于 ${bound}`],
  [/^(.*) to (.*)$/, (least, most) => `${least} 至 ${most}`],
];

/** A refusal with what was given and expected, as the SDK writes it on one line. */
const WITH_FACTS = /^(.*?) \((?:got (".*?")(?:, )?)?(?:expected (.*))?\)$/s;

export const sdk: Text["sdk"] = {
  said(english) {
    const known = translated(SENTENCES, english);
    if (known !== undefined) return known;
    const facts = WITH_FACTS.exec(english);
    const reason = facts?.[1];
    if (facts === null || reason === undefined) return english;
    const parts = [facts[2] && `实际为 ${fact(facts[2])}`, facts[3] && `应为 ${fact(facts[3])}`].filter(Boolean);
    return `${sdk.said(reason)}（${parts.join("，")}）`;
  },
};

const NAMES: Readonly<Record<string, string>> = {
  "the statement": "账单条目",
  "the settlement file": "结算文件",
};

function named(name: string | undefined): string {
  return NAMES[name ?? ""] ?? `“${name}”`;
}

const fact = (english: string) => translated(FACTS, english) ?? english;

function translated(patterns: readonly [RegExp, Translate][], english: string): string | undefined {
  for (const [pattern, translate] of patterns) {
    const found = pattern.exec(english);
    if (found !== null) return translate(...found.slice(1));
  }
  return undefined;
}
