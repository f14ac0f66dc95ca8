import type { Text } from "../index.ts";

export const share: Text["share"] = {
  title: "核对我的分摊",
};
