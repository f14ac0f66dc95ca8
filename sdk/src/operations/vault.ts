import type { Fund } from "../chain/fund.ts";
import type { BlockTag } from "../chain/reader.ts";
import { readVault } from "../chain/vault.ts";
import { ChainError } from "../errors.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { failed, PLAIN, say } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";

/** What is to be paid into a vault that does not pay out. */
export interface VaultTerms {
  /** Whether to pay into a vault that is frozen, or in which tokens are missing; false unless given. */
  readonly intoFrozen?: boolean | undefined;
}

/**
 * Requires that what is paid into a fund can leave it. Where the node does not say, nothing is known against the vault.
 *
 * @throws {ChainError} of kind "refused" if the token lets nothing out, or tokens are missing
 */
export async function requireOpenVault(fund: Fund, terms: VaultTerms, at: BlockTag): Promise<void> {
  const solvency = await requireFreeVault(fund, terms, at);
  if (solvency >= 0n) return;
  const decimals = await fund.decimals();
  const problem = { code: "vaultShort", args: { missing: -solvency } };
  const show = { ...PLAIN, amount: (units: bigint) => formatAmount(units, decimals) };
  throw new ChainError(say(SUBMISSIONS, problem, show).reason, { kind: "refused", problem });
}

/**
 * Requires that the token lets out what is paid into a fund: tokens may be missing there, which a donation makes good.
 *
 * @returns the vault's balance less what the books say, as far as that counts: 0 if it is paid into whatever it is
 * @throws {ChainError} of kind "refused" if the token lets nothing out
 */
export async function requireFreeVault(fund: Fund, { intoFrozen = false }: VaultTerms, at: BlockTag): Promise<bigint> {
  if (intoFrozen) return 0n;
  const vault = await readVault(fund, at).catch(() => undefined);
  if (vault?.frozen === undefined) return vault?.solvency ?? 0n;
  throw failed(SUBMISSIONS, "vaultFrozen", { reason: vault.frozen }, { kind: "refused" });
}
