import type { CheckText } from "../index.ts";

export const given: CheckText["given"] = {
  place: (name, line) => `${name}，第 ${line} 行`,
  cell: (row, column) => (row === undefined ? `“${column}”列` : `第 ${row} 行“${column}”列`),
  got: (got) => `实际为：${got}`,
  expected: (expected) => `应为：${expected}`,
  chainFailed: "无法查询链上记录",
  askAgain: "重新查询",
  period: "期数",
};
