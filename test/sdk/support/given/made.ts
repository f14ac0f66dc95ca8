// What is made without a chain, and has functions of its own.
import * as audit from "zke-insurance-fund/audit";
import { PROVER } from "./tables.ts";
import { REF } from "./values.ts";

/** Objects by what makes them. */
export const MADE: Readonly<Record<string, object>> = {
  "bundle.createProver()": PROVER,
  "audit.createLedger()": audit.createLedger(REF),
  "audit.createTimeline()": audit.createTimeline(),
};
