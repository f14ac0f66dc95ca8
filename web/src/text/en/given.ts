/** What is said of what a visitor gives, and of a chain that does not answer; of statements and settlements alike. */
export const given = {
  place: (name: string, line: string) => `${name}, line ${line}`,
  cell: (row: string | undefined, column: string) =>
    row === undefined ? `column “${column}”` : `row ${row}, column “${column}”`,
  got: (got: string) => `given: ${got}`,
  expected: (expected: string) => `expected: ${expected}`,
  chainFailed: "The chain could not be asked",
  askAgain: "Ask again",
  period: "Period",
};
