import type { CheckText } from "../index.ts";

export const identity: CheckText["identity"] = {
  fund: "基金合约",
  chain: (id) => `位于链 ${id}`,
  show: (name) => (name === "" ? "显示该基金" : `显示该基金：${name}`),
  none: "未指明属于哪个基金。",
};
