/** The fund's running totals, as a sentence names them. */
export const TOTALS = {
  credited: "记入",
  donated: "捐入",
  forfeited: "罚没",
  covered: "赔付",
  migrated: "迁出",
  writtenOff: "核销",
} as const;
