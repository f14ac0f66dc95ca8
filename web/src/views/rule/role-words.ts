import { ADMIN_ROLE, type ComingDelay, type FundRole, PUBLIC_ROLE } from "zke-insurance-fund/chain";
import type { Formats } from "../../format.ts";
import type { RuleText } from "../../text/index.ts";

type Words = RuleText["roles"];

/** Whether everybody has a role. */
export function isPublic({ id }: Pick<FundRole, "id">): boolean {
  return id === PUBLIC_ROLE;
}

/** How a role is called: in the page's language where it is one of the usual ones, else as the chain labels it. */
export function nameOf({ id, label }: Pick<FundRole, "id" | "label">, words: Words): string {
  if (id === ADMIN_ROLE) return words.names.ADMIN ?? "";
  if (id === PUBLIC_ROLE) return words.names.PUBLIC ?? "";
  return words.names[label] ?? (label || words.unnamed(String(id)));
}

/** The name of the role with a number. */
export function roleName(id: bigint, roles: readonly FundRole[], words: Words): string {
  return nameOf(roles.find((role) => role.id === id) ?? { id, label: "" }, words);
}

/** What a role may do, in words. */
export function mayOf({ id, may }: FundRole, words: Words): string[] {
  const functions = may.map((name) => words.functions[name as keyof Words["functions"]] ?? name);
  return id === ADMIN_ROLE ? [words.adminMay, ...functions] : functions;
}

/** What a delay becomes, and when; undefined if it stays. */
export function comingText(
  coming: ComingDelay | undefined,
  delayText: (delay: bigint) => string,
  words: Words,
  formats: Formats,
): string | undefined {
  return coming && words.coming(delayText(coming.delay), formats.time(coming.since));
}
