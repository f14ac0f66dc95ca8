/** What a program gives to a function. */
export const GIVEN = {
  otherKind: ({ what, expected }: { what: string; expected: string }) => ({
    reason: `${what} is of the wrong type`,
    expected,
  }),
  lessThanLeast: ({ what, least }: { what: string; least: number }) => ({
    reason: `${what} is out of bounds`,
    expected: `an integer from ${least} on`,
  }),
};
