import { CHAINS, NODES, type Translated } from "zke-insurance-fund";

export const enFailures: Translated<typeof CHAINS & typeof NODES> = { ...CHAINS, ...NODES };
