// Whether a fund on a chain is the one that was decided on.

import type { FundOverview } from "../chain/fund.ts";
import type { Values as Arguments } from "../chain/types.ts";
import { formatTime } from "../rule/time.ts";
import type { Findings } from "./check.ts";
import { addressIn, openingIn, type Values } from "./parameters.ts";
import { figuresFrom, figuresOf, type PolicyFigures } from "./policy.ts";

/**
 * Holds token, clearing, opening time and policy against the parameters; the roles are `checkRoles`' matter.
 *
 * @param args what the fund was created with, where that is known
 */
export function checkDecision(
  values: Values,
  overview: FundOverview,
  args: Arguments | undefined,
  { problems }: Findings,
): void {
  for (const name of ["token", "clearing"] as const) {
    const decided = addressIn(values, name);
    // A deployment that brings its own token names none.
    if (decided === undefined && name === "token" && values.token === undefined) continue;
    if (decided !== overview[name])
      problems.push(`The fund's ${name} is ${overview[name]}, not the parameters' ${decided}.`);
  }
  const [opening, opened] = [openingIn(values), args?.openingTime as bigint | undefined];
  if (opened !== undefined && opening !== opened) {
    problems.push(
      `Period 1 starts at ${formatTime(opened)}, not at the parameters' ${opening && formatTime(opening)}.`,
    );
  }
  const decided = figuresOf(values.policy);
  for (const [name, is] of Object.entries(figuresFrom(overview.policy))) {
    const should = decided?.[name as keyof PolicyFigures];
    if (is !== should) problems.push(`The policy's ${name} is ${is}, not the parameters' ${should}.`);
  }
}
