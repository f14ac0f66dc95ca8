import type { Text } from "../index.ts";

export const rule: Text["rule"] = {
  title: "规则",
};
