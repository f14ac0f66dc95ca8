import { CHAINS, GAPS, NODES, type Translated } from "zke-insurance-fund";

const MOVED = {
  credited: "was credited",
  donated: "was donated",
  forfeited: "was forfeited",
  covered: "was paid",
  migrated: "was migrated",
  writtenOff: "was written off",
};

export const enFailures: Translated<typeof CHAINS & typeof NODES & typeof GAPS> = {
  ...CHAINS,
  ...NODES,
  ...GAPS,
  leftOutMoney: ({ total, found, counted }, { amount }) =>
    `The node left out logs of the fund: by them ${amount(found)} ${MOVED[total]}, and ${amount(counted)} by the contract. Nothing was concluded; ask another node.`,
};
