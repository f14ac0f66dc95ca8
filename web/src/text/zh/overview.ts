import type { Text } from "../index.ts";

export const overview: Text["overview"] = {
  title: "基金现状",
};
