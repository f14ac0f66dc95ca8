/** A database on another machine that cannot be used, or does not answer. */
export const DATABASES = {
  postgresMissing: () => ({
    reason: "PostgreSQL is spoken to by the package pg, which is not installed",
    expected: "npm install pg",
  }),
  postgresAddress: () => ({
    reason: "not an address of PostgreSQL",
    expected: "postgres://user:password@host:port/database",
  }),
  postgresRefused: ({ place, said }: { place: string; said: string }) => `the database at ${place} refuses: ${said}`,
  postgresNewer: ({ place, version, known }: { place: string; version: number; known: number }) =>
    `the tables in ${place} were made by a newer version of this program (theirs ${version}, ours ${known}); update this one`,
  postgresUnreached: ({ place, said }: { place: string; said: string }) =>
    `What is done must be kept in the database at ${place} before, and that cannot be relied on now (${said}). ` +
    "Without it nothing is sent. What it has already is kept: run the command again when it answers.",
  turnLost: ({ place }: { place: string }) =>
    `The connection to the database at ${place} was lost, and with it this command's turn: another one may have begun. ` +
    "Nothing more is sent; run the command again.",
  leadLost: ({ place }: { place: string }) =>
    `Another process may act by the database at ${place} now, and this one ends: it sends nothing more.`,
  storeOvertaken: ({ nonce }: { nonce: number }) =>
    `Another process of the same account was faster (nonce ${nonce}); nothing was sent. Run the command again.`,
  storeSetBack: ({ nonce }: { nonce: number }) =>
    `The database has lost a transaction that it had kept (nonce ${nonce}): it was set back to an older state.`,
  storeBehind: () => "the store has lost this transaction; it is noted there again",
};
