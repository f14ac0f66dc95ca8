// What an audit tells of a fund outside of its settlements: its rule, who may do what, what is announced, and all that was changed.
import { ruleText } from "../../chain/types.ts";
import { standingJson, standingLines, vaultText } from "../../operations/standing-words.ts";
import type { Audit } from "../audit.ts";
import { htmlText } from "./text.ts";

/** Labels and values of what holds at the block. */
export function governanceRows({ standing }: Audit): [string, string][] {
  if (standing === undefined) return [];
  const { overview, roles, vault, fundEvents } = standing;
  const version = fundEvents.filter(({ name }) => name === "PolicySet").length - 1;
  const state = overview.closed ? "closed" : overview.paused ? "paused" : "open";
  return [
    ["rule", `${ruleText(overview.policy)} (policy ${version})`],
    ["state", roles.isClosed ? `${state}; the manager lets NOBODY call the restricted functions` : state],
    ["vault", vaultText(vault)],
    ["clearing", overview.clearing],
  ];
}

/** Who may do what, what is announced, and what was changed over the fund's life. */
export function governanceLines({ standing, fund, decimals }: Audit): string[] {
  return standing === undefined ? [] : ["", ...standingLines(standing, { fund, decimals })];
}

/** The same as one value; undefined if the node does not show it. */
export function governanceJson({ standing, fund, decimals }: Audit) {
  if (standing === undefined) return undefined;
  const { policy, clearing, paused, closed } = standing.overview;
  return { policy, clearing, paused, closed, ...standingJson(standing, { fund, decimals }) };
}

/** The same as HTML. */
export function governanceHtml(audit: Audit): string {
  const lines = governanceLines(audit).slice(1);
  return lines.length === 0 ? "" : `<pre>${lines.map(wholeText).join("\n")}</pre>`;
}

/** A line however long it is: what a policy's change changes stands at its end. */
const wholeText = (line: string) => (line.match(/.{1,300}/gsu) ?? []).map(htmlText).join("");
