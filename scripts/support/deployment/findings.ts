/** What was found out about a deployment: what is, and what should not be. */
export interface Findings {
  readonly lines: string[];
  readonly problems: string[];
}

/** Findings, to begin with. */
export const noFindings = (): Findings => ({ lines: [], problems: [] });
