import type { CheckText } from "../index.ts";

export const identity: CheckText["identity"] = {
  fund: "基金合约",
  chain: (id) => `位于链 ${id}`,
  none: "未指明属于哪个基金。",
};
