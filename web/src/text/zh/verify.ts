import type { Text } from "../index.ts";

export const verify: Text["verify"] = {
  title: "验证结算",
};
