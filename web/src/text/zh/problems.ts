import { type Language, type Said, say } from "zke-insurance-fund";
import { amounts } from "./amounts.ts";
import { basics } from "./basics.ts";
import { chains } from "./chains.ts";
import { faults } from "./faults.ts";
import { nodes } from "./nodes.ts";
import { refusals } from "./refusals.ts";

const TIME = 'Unix 秒数，或带时差的 ISO 8601 时间，例如 "2025-10-10T21:20:00Z"';
const WRITTEN: Readonly<Record<string, string>> = { "the statement": "账单条目", "the settlement file": "结算文件" };
const WANTED = {
  "an index": "序号",
  "an integer": "整数",
  "an integer of zero or above": "零或正整数",
  "32 bytes": "32 字节",
  text: "文本",
  "base units below 2^128": "小于 2^128 的最小单位数",
} as const;

const named = (name: string) => WRITTEN[name] ?? `“${name}”`;
const pair = ([first, second]: readonly [number, number]) => `第 ${first} 行和第 ${second} 行`;
const inRow = (value: bigint | number, row: number) => `第 ${row} 行的 ${value}`;
const span = (start: bigint, end: bigint) => `不早于 ${start}，且早于 ${end}`;
const integer = (bits: number) => `小于 2^${bits} 的整数，写作十进制文本`;
const fund = ({ fund, chainId }: { readonly fund: string; readonly chainId: bigint }) =>
  `链 ${chainId} 上的基金 ${fund}`;
const rule = ({
  coverBps,
  headBps,
  basis,
}: {
  readonly coverBps: number;
  readonly headBps: number;
  readonly basis: string;
}) => `基金承担 ${coverBps} 个基点，参与分摊者占盈利 ${headBps} 个基点，基准为“${basis}”`;
const stranger = {
  unnamed: ({ expected }) => `未指明属于哪个基金，无从核对；所核对的是${fund(expected)}。`,
  otherFund: ({ got, expected }) => `它属于${fund(got)}，而所核对的是${fund(expected)}。`,
  otherDecimals: ({ got, expected }) => `其金额有 ${got} 位小数，而基金的代币有 ${expected} 位。`,
} satisfies Partial<Language>;

/** A sentence for each code. Names of files, columns and fields stay as they are: they are found under these names. */
export const problems: Language = {
  ...amounts,
  ...chains,
  ...nodes,
  ...basics,
  ...refusals,
  ...stranger,
  other: ({ said }) => said,

  // Ids, times and lists.
  idEmpty: () => "标识为空",
  idNul: () => "标识含有 NUL 字符",
  idNotUnicode: () => "标识不是合法的 Unicode 文本",
  notUtf8: () => "不是合法的 UTF-8 文本",
  marketTooLong: () => "市场名称最多 31 字节",
  marketEmpty: () => "市场名称为空",
  quantityNegative: () => "数量不能为负",
  quantityZero: ({ row }) => withFacts("数量必须大于零", { got: row === undefined ? undefined : inRow(0, row) }),
  quantityTooLarge: () => "数量过大：应小于 2^128（以标的单位的 10^-18 计）",
  factorNegative: ({ name }) => `${name === "price" ? "价格" : "数量"}不能为负`,
  valueTooLarge: () => "数量与价格之积超过 2^127 个最小单位",
  sideUnknown: () => withFacts("方向未知", { expected: "“long”或“short”" }),
  sideNumber: ({ row, side }) => withFacts("方向未知", { got: inRow(side, row), expected: "0 或 1" }),
  timeMalformed: () => withFacts("不是时间", { expected: TIME }),
  timeFraction: () => withFacts("时间只能精确到秒", { expected: TIME }),
  timeOffset: () => withFacts("时间缺少时差", { expected: TIME }),
  timeUnknown: () => "没有这样的日期或时间",
  timeEarly: () => "时间早于 1970 年",
  offsetUnknown: () => "没有这样的时差",
  timeOutside: ({ start, end }) => withFacts("时间不在本期之内", { expected: span(start, end) }),
  closedOutside: ({ row, time, start, end }) =>
    withFacts("有强平不在本期之内平仓", { got: `第 ${row} 行的时间 ${time}`, expected: span(start, end) }),
  sameKey: ({ tree: list, rows }) =>
    withFacts(`有两${list === "positions" ? "个仓位" : "笔强平"}的键相同`, { got: pair(rows) }),
  profitZero: ({ row }) => withFacts("所提交仓位的盈利必须大于零", { got: inRow(0, row) }),
  totalProfitTooLarge: () => withFacts("总盈利超出范围", { got: "大于 2^128 - 1", expected: "0 至 2^128 - 1" }),
  periodUnnumbered: () => "期数从 1 开始",
  periodEndsEarly: ({ start, end }) => withFacts("一期须在起始之后结束", { got: `起始 ${start}，截止 ${end}` }),
  noSuchIndex: ({ count }) => withFacts("列表中没有该序号", { expected: `小于 ${count} 的整数` }),
  noSuchLeaf: ({ count }) => withFacts("没有该叶子", { expected: `小于 ${count} 的序号` }),
  leafHashLength: ({ bytes }) => withFacts("每个叶子的哈希应为 32 字节", { got: `${bytes} 字节` }),
  treeLength: ({ bytes, count }) => withFacts("该树没有这么多叶子", { got: `${bytes} 字节`, expected: `${count}` }),
  leafBeyond: ({ count }) => withFacts("叶子超出列表", { expected: `小于 ${count}` }),
  listLength: () => "列表的长度与结算所述不符",

  // What a bundle says, and its lists do not.
  outOfSequence: () => "序号不连续",
  positionsOutOfOrder: () => "顺序有误：应按盈利从高到低排列，盈利相同者按键排列",
  liquidationsOutOfOrder: () => "顺序有误：强平应按键排列",
  notProfitSum: () => "不等于此前各项盈利之和",
  notResultSum: () => "不等于此前各笔盈亏之和",
  notRuleShare: () => "不是按规则计算的分摊额",
  notFromLists: () => "与根据列表计算的结果不符",
  notOneEachHead: () => "参与分摊的仓位并非各有一份账单",
  notAsIn: ({ file }) => `与“${file}”不符`,
  saltNotOfIds: () => "与密钥及这些标识不符",
  idsNotOfKey: ({ file }) => `这些标识与“${file}”中的键不符`,

  // Files.
  notJson: () => "不是有效的 JSON",
  fieldTwice: () => "有字段重复出现",
  notUtf8Text: () => "文件不是 UTF-8 编码的文本",
  tooLargeFor: ({ what, bytes, most }) =>
    withFacts(`作为${what === "header" ? "结算头" : "账单"}过大`, { got: `${bytes} 字节`, expected: `最多 ${most}` }),
  notObject: ({ name }) => `${named(name)}不是一个对象`,
  noField: ({ name, field }) => `${named(name)}缺少字段“${field}”`,
  unknownField: ({ name }) => `${named(name)}含有未知字段`,
  notInteger: ({ name, bits }) => withFacts(`${named(name)}不是整数`, { expected: integer(bits) }),
  integerTooLarge: ({ name, bits }) => withFacts(`${named(name)}过大`, { expected: integer(bits) }),
  notWord: ({ name }) => withFacts(`${named(name)}不是 32 字节`, { expected: "0x 加 64 位十六进制数字" }),
  notString: ({ name }) => `${named(name)}不是文本`,
  notList: ({ name }) => `${named(name)}不是列表`,
  unknownTag: ({ name }) => `${named(name)}的取值未知`,
  halfIdentity: ({ name }) => withFacts(`${named(name)}为空，而另一项不为空`, { expected: "两者皆有，或两者皆无" }),
  noIdentity: ({ problem }) => {
    const { reason, ...facts } = say(basics, problem);
    return { reason: `“chainId”与“fund”未指向任何基金：${reason}`, ...facts };
  },
  notParquet: () => "不是可读取的 Parquet 文件",
  parquetDamaged: () => "不是可读取的 Parquet 文件：文件已损坏",
  parquetColumnShort: () => "不是可读取的 Parquet 文件：有一列提前结束",
  parquetPageShort: () => "不是可读取的 Parquet 文件：有一页过短，容纳不下其中的值",
  otherColumns: () => "各列与预期不符",
  nestedColumn: () => withFacts("该列的类型不符", { expected: "每行一个值" }),
  wrongType: () => "该列的类型不符",
  otherMetadata: () => "文件元数据与结算文件不符",
  valueMissing: () => "缺少值",
  rowsOutOfRange: () => "行数超出范围",
  rowsDoNotAddUp: () => "各行组的行数之和与所声明的行数不符",
  tooSmallForRows: ({ rows }) => withFacts("文件过小，容纳不下所声明的行数", { got: `${rows} 行` }),
  notOfColumn: ({ wanted, bytes, value }) =>
    withFacts("不是该列应有的值", {
      got: bytes === undefined ? (value ?? "没有值") : `${bytes} 字节`,
      expected: WANTED[wanted],
    }),
  positionsNotOfHeader: () => "数据包中的仓位与其结算头不符",
  noPrivatePart: () => "数据包没有私密部分：账单需要本期的密钥",

  // A header by itself.
  periodZero: () => "期数为 0；期数从 1 开始。",
  endsBeforeStart: ({ start, end }) => `本期截止时间 ${end} 不晚于起始时间 ${start}。`,
  rootWithoutLiquidations: () => "强平列表为空时其默克尔根应为零，反之亦然。",
  resultsWithoutLiquidations: () => "有盈余或穿仓损失，却没有强平。",
  positionsPartlyZero: () => "仓位数量、默克尔根、总盈利、参与分摊的仓位数及其盈利合计，应同时为零或同时大于零。",
  headTooLong: ({ head, all }, { count }) => `参与分摊的仓位有 ${count(head)} 个，多于全部的 ${count(all)} 个。`,
  headAboveTotal: ({ head, all }, { amount }) => `参与分摊仓位的盈利合计 ${amount(head)} 大于总盈利 ${amount(all)}。`,
  headTooSmall: ({ headBps }) => `参与分摊的仓位所占盈利不足 ${headBps} 个基点。`,
  headNotAll: () => "全部仓位都参与分摊时，其盈利合计才等于总盈利，反之亦然。",
  nothingToShare: () => "没有需要分摊的损失，却提交了仓位。",

  // A statement by itself.
  otherPeriod: ({ got, expected }) => `账单属于第 ${got} 期，其中的结算却是第 ${expected} 期的。`,
  otherKey: ({ got, expected }) =>
    `由账户、仓位和盐值得出的键与此不同：所载为 ${got}，应为 ${expected}。该条目属于别人或别的仓位。`,
  beyondList: ({ index, all }, { count }) => `所称序号为 ${count(index)}，但结算只有 ${count(all)} 个仓位。`,
  notInList: ({ index, root }, { count }) =>
    `由键、盈利、累计盈利和证明推不出仓位列表的默克尔根 ${root}：列表在序号 ${count(index)} 处另有内容。`,
  entryAtFault: ({ fault }) => `结算恰在该条目处违反规则：${faults[fault]}`,
  otherShare: ({ got, expected }, { amount }) => `账单所载为 ${amount(got)}，按规则应为 ${amount(expected)}。`,

  // What stands on chain.
  noSettlement: ({ period, newest }, { time }) =>
    newest === undefined
      ? `链上没有第 ${period} 期的结算。`
      : `截至节点最新的区块 ${newest.block}（${time(newest.time)}），链上没有第 ${period} 期的结算。`,
  otherSettlement: ({ period, got, expected }) =>
    `链上第 ${period} 期的结算与此不同：此结算的哈希为 ${got}，链上为 ${expected}。`,
  voided: ({ period }) => `第 ${period} 期的结算已作废，不产生任何效力。`,
  otherRule: ({ period, got, expected }) =>
    `链上判定第 ${period} 期所用的规则与此不同：此处为${rule(got)}；链上为${rule(expected)}。`,
  contractShare: ({ got, expected }, { amount }) => `账单所载为 ${amount(got)}，合约得出的是 ${amount(expected)}。`,
  contractRefuses: ({ refusal }, show) => `合约不接受该条目：${say(refusals, refusal, show).reason}`,
  nothingSent: ({ problem }) => `数据包不属于此基金，未发送任何交易：${say(stranger, problem).reason}`,
};

/** A sentence, and those of the facts that there are. */
function withFacts(reason: string, facts: { readonly got?: string | undefined; readonly expected?: string }): Said {
  return { reason, ...facts };
}
