import { HAS_ANVIL } from "../../scripts/support/anvil.ts";

/** Tests on anvil: skipped, and counted as such, where it is not installed. */
export const describeOnAnvil = HAS_ANVIL ? describe : describe.skip;
