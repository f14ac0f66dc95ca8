// What is made without a chain, and has functions of its own.

import * as audit from "zke-insurance-fund/audit";
import * as chain from "zke-insurance-fund/chain";
import { TIMES } from "./chain.ts";
import { PROVER } from "./tables.ts";
import { ACCOUNT, CHAIN, REF, reader, recorder, recorders } from "./values.ts";

/** Objects by what makes them. */
export const MADE: Readonly<Record<string, object>> = {
  "bundle.createProver()": PROVER,
  "chain.BlockTimes()": TIMES,
  "chain.openFund()": await chain.openFund(answering(`0x${"22".padStart(64, "0")}`), ACCOUNT),
  "chain.createSender()": chain.createSender(
    CHAIN.value as chain.Chain,
    { address: ACCOUNT, signTransaction: recorder("signTransaction") },
    { store: recorders("exclusively", "inTurn", "add", "open", "mined", "lastNonce") as unknown as chain.SendStore },
  ),
  "chain.createHistoryRecorder()": chain.createHistoryRecorder(),
  "audit.createLedger()": audit.createLedger(REF),
  "audit.createTimeline()": audit.createTimeline(),
};

/** A node that has one answer to a call, and then none any more. */
function answering(answer: string): chain.ChainReader {
  const answers = [answer];
  return { ...reader, call: async () => answers.pop() ?? recorder("call")() } as unknown as chain.ChainReader;
}
