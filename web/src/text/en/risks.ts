import type { Change } from "../../chain/governance.ts";
import type { RiskName } from "../../rule/risks.ts";

/** What the notes of the risks are made of, in words already. */
interface RiskFigures {
  /** The role, and how many hold it. */
  readonly who: string;
  /** Who receives what the fund pays. */
  readonly clearing: string;
  readonly window: string;
  readonly brake: string;
  /** How often and how long it was paused. */
  readonly pauses: string;
}

const names: Record<RiskName, string> = {
  code: "Change the code",
  policy: "Change the rule",
  clearing: "Change who gets what the fund pays",
  assets: "Take the assets out",
  roles: "Change who has a role",
  submit: "Submit false figures",
  pause: "Pause credits and payouts",
  token: "Freeze the tokens",
};

const notes: Record<RiskName, (figures: RiskFigures) => string> = {
  code: () => "The published contract cannot be replaced. Whether this address runs it, its verified source shows.",
  policy: ({ who }) => `${who}. A period keeps the rule in force at its start.`,
  clearing: ({ who, clearing }) => `${who}. Now ${clearing}.`,
  assets: ({ who }) => `${who}; only out of a closed fund with nothing pending.`,
  roles: ({ who }) => `${who}. The time until a newcomer may act is counted, and so is another manager.`,
  submit: ({ who, window, brake }) =>
    `${who}. Open to challenge for ${window}; all that is pending takes ${brake} of the assets at most.`,
  pause: ({ who, pauses }) => `${who}. Challenges and withdrawals go on. ${pauses}`,
  token: () => "The token's issuer may be able to, outside this contract.",
};

const changes: Record<Exclude<Change["kind"], "policy">, string> = {
  paused: "paused",
  clearing: "another receives what the fund pays",
  manager: "another manager of the roles",
  closed: "closed for good",
};

export const risks = {
  names,
  notes,
  changes,
  narrow: "Not read here: the node answers too few blocks at once. The rule's view reads it, and takes its time.",
  nobody: "Nobody now",
  atOnce: "At once",
  notice: (time: string) => `${time} notice`,
  untold: "Not told on chain",
  holders: (role: string, count: string) => `${role}, held by ${count}`,
  noRole: "No role",
  neverPaused: "No pause in its logs.",
  paused: (times: string, time: string) => `Paused so far: ${times}, for ${time} in all.`,
  pausesUnread: "How often it was paused is not read.",
  asOf: (block: string) => `As of block ${block}.`,
  nothing: "Nothing",
  from: (day: string) => `from ${day}`,
  all: "All roles and holders",
  limits: "What cannot be proven",
  samePolicy: "the same policy again",
  pausedFor: (time: string) => `paused for ${time}`,
  pausedSince: "paused, and still is",
};
