// The package's entries, each with what it exports.
import * as core from "zke-insurance-fund";
import * as audit from "zke-insurance-fund/audit";
import * as bundle from "zke-insurance-fund/bundle";
import * as chain from "zke-insurance-fund/chain";
import * as node from "zke-insurance-fund/node";
import * as prices from "zke-insurance-fund/prices";

export const ENTRIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...{ core, audit, bundle },
  ...{ chain, node, prices },
};
