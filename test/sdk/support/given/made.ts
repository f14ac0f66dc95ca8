// What is made without a chain, and has functions of its own.

import * as audit from "zke-insurance-fund/audit";
import * as chain from "zke-insurance-fund/chain";
import { TIMES } from "./chain.ts";
import { PROVER } from "./tables.ts";
import { REF } from "./values.ts";

/** Objects by what makes them. */
export const MADE: Readonly<Record<string, object>> = {
  "bundle.createProver()": PROVER,
  "chain.BlockTimes()": TIMES,
  "chain.createHistoryRecorder()": chain.createHistoryRecorder(),
  "audit.createLedger()": audit.createLedger(REF),
  "audit.createTimeline()": audit.createTimeline(),
};
