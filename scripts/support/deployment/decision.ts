// Whether a fund on a chain is the one that was decided on.

import { dateOf } from "./chain.ts";
import type { Creation } from "./creation.ts";
import type { Findings } from "./findings.ts";
import type { FundNow } from "./inspection.ts";
import { addressIn, openingIn, type Values } from "./parameters.ts";
import { figuresOf, type PolicyFigures } from "./policy.ts";

/** Holds token, clearing, opening time and policy against the parameters; the roles are `checkRoles`' matter. */
export function checkDecision(
  values: Values,
  fund: FundNow,
  creation: Creation | undefined,
  { problems }: Findings,
): void {
  for (const name of ["token", "clearing"] as const) {
    const decided = addressIn(values, name);
    // A deployment that brings its own token names none.
    if (decided === undefined && name === "token" && values.token === undefined) continue;
    if (decided !== fund[name]) problems.push(`The fund's ${name} is ${fund[name]}, not the parameters' ${decided}.`);
  }
  const [opening, opened] = [openingIn(values), creation?.args.openingTime as bigint | undefined];
  if (opened !== undefined && opening !== opened) {
    problems.push(`Period 1 starts at ${dateOf(opened)}, not at the parameters' ${opening && dateOf(opening)}.`);
  }
  const decided = figuresOf(values.policy);
  for (const name of Object.keys(fund.policy) as (keyof PolicyFigures)[]) {
    const [is, should] = [fund.policy[name], decided?.[name]];
    if (is !== should) problems.push(`The policy's ${name} is ${is}, not the parameters' ${should}.`);
  }
}
