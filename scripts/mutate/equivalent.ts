/** Mutants that no test can notice, by file and change, each with the reason. */
export const EQUIVALENT: Readonly<Record<string, string>> = {};
