/** Figures to begin with, as a visitor would type them. */
export interface Example {
  readonly loss: string;
  readonly available: string;
  readonly profits: readonly string[];
}

/** What the rule makes of the usual case, and where it has to decide. */
export const EXAMPLES = {
  usual: { loss: "100", available: "1000", profits: ["500", "300", "150", "50"] },
  poorFund: { loss: "3000", available: "0", profits: ["7200", "800", "800"] },
  smallProfits: { loss: "1000", available: "5000", profits: ["60", "30", "10"] },
  noWinners: { loss: "1000", available: "50", profits: [""] },
  ties: { loss: "200", available: "1000", profits: ["400", "300", "100", "100", "100"] },
} as const satisfies Record<string, Example>;

export type ExampleName = keyof typeof EXAMPLES;
