import type { WalletProblem } from "../../share/wallet.ts";

const problems: Record<WalletProblem, (detail: string) => string> = {
  refused: () => "The wallet refused, or you did. Nothing was sent.",
  busy: () => "The wallet waits for an answer to an earlier question. Open it, and answer there.",
  noAccount: () => "The wallet gives this page no account. Nothing was sent.",
  otherChain: (chain) => `The wallet is on another chain, and did not change to chain ${chain}. Nothing was sent.`,
  unknownChain: (chain) => `The wallet does not know chain ${chain}. Add it there, then press again. Nothing was sent.`,
  disconnected: () => "The wallet is not connected to its chain. Nothing was sent.",
  noMoney: () => "The account cannot pay the gas for the call. Nothing was sent.",
  other: (said) => `The wallet says: ${said}`,
};

export const remedy = {
  title: "Have it voided",
  text: (gas: string, reward: string) =>
    `Anyone may, no permission is needed. You pay about ${gas} gas; half of the operator’s bond, but of no more than the policy’s, ${reward}, is for whoever is first. It shows your position’s key and profit, not your name.`,
  copied:
    "A call can be copied before it is mined: the settlement falls all the same, but the reward may go to another.",
  wallet: {
    title: "With a wallet",
    text: "The page fills in the call; you see it in the wallet before you sign.",
    none: "No wallet is in this browser.",
    button: (period: string) => `Void period ${period}`,
    with: (name: string) => `with ${name}`,
    asking: "Look at your wallet…",
    checking: "Asking the contract whether it would take the call…",
    refusedByContract: "The contract would not take the call. Nothing was sent.",
    sent: "Sent. Waiting for a block that takes it:",
    voidedByYou: (reward: string) => `The settlement is voided. ${reward} are yours: withdraw them from the fund.`,
    voidedByOther: "The settlement is voided; another call was first, and has the reward.",
    voided: "The settlement is voided.",
    ended: "The settlement is no longer pending, and was not voided.",
    failed:
      "The wallet’s node says that the transaction failed, and the settlement is still pending. Look at it in the wallet or the explorer.",
    problems,
  },
  explorer: {
    title: "On the explorer",
    text: (name: string) => `Open “${name}” under “Write contract”, and paste its fields.`,
    copy: "Copy the fields",
    open: "Open the explorer",
    none: "No explorer is set here. Any that shows the contract will do.",
  },
  command: {
    title: "With the command",
    text: "Finds the fault in the bundle, and sends the call.",
    copy: "Copy the command",
    data: "Or send this call to the fund by any other tool:",
    copyData: "Copy the call",
  },
  copiedNow: "Copied",
};
