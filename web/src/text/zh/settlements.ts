import type { Text } from "../index.ts";

export const settlements: Text["settlements"] = {
  title: "结算",
  period: (period) => `第 ${period} 期`,
};
