import { DATABASES } from "../problems/english/databases.ts";
import { refused } from "../problems/problem.ts";
import type { Postgres } from "./connection.ts";

/** Where the program's tables are; of its own, so that nothing else of the database is touched. */
export const SCHEMA = "zke_insurance_fund";

/** What each version of the tables adds to the one before; what is published never changes. */
const STEPS = [
  `CREATE TABLE ${SCHEMA}.sends (
     key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account text NOT NULL,
     id text NOT NULL,
     recipient text NOT NULL,
     data text NOT NULL,
     nonce bigint NOT NULL,
     gas_limit text NOT NULL,
     added timestamptz NOT NULL DEFAULT now(),
     ended text CHECK (ended IN ('mined', 'dropped'))
   );
   CREATE UNIQUE INDEX sends_by_nonce ON ${SCHEMA}.sends (account, nonce) WHERE ended IS DISTINCT FROM 'dropped';
   CREATE INDEX sends_by_id ON ${SCHEMA}.sends (account, id);
   CREATE INDEX sends_open ON ${SCHEMA}.sends (account) WHERE ended IS NULL;
   CREATE TABLE ${SCHEMA}.attempts (
     key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     send bigint NOT NULL REFERENCES ${SCHEMA}.sends (key) ON DELETE CASCADE,
     hash text NOT NULL,
     raw text NOT NULL,
     max_fee text NOT NULL,
     max_priority_fee text NOT NULL
   );
   CREATE INDEX attempts_by_send ON ${SCHEMA}.attempts (send);
   CREATE TABLE ${SCHEMA}.leaders (name text PRIMARY KEY, term uuid NOT NULL);
   CREATE TABLE ${SCHEMA}.memories (
     name text NOT NULL,
     part text NOT NULL,
     number bigint NOT NULL,
     fields text NOT NULL,
     PRIMARY KEY (name, part, number)
   );`,
  `CREATE TABLE ${SCHEMA}.inbox (
     number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     fund text NOT NULL,
     ref text NOT NULL,
     period text NOT NULL,
     amount text NOT NULL,
     name text,
     outcome text,
     UNIQUE (fund, ref)
   );
   CREATE INDEX inbox_waiting ON ${SCHEMA}.inbox (fund, number) WHERE outcome IS NULL;`,
];

/**
 * Makes the tables, or what an older version lacks; several processes that start at once wait for the first.
 *
 * @throws {InputError} if a newer version of the program made them
 */
export async function prepareSchema({
  place,
  query,
  atOnce,
}: Pick<Postgres, "place" | "query" | "atOnce">): Promise<void> {
  const known = STEPS.length;
  const [made] = await query("SELECT to_regclass($1) IS NOT NULL AS made", [`${SCHEMA}.version`]);
  const versionIn = async (ask: typeof query) =>
    Number((await ask(`SELECT version FROM ${SCHEMA}.version`))[0]?.version);
  const version = made?.made === true ? await versionIn(query) : 0;
  if (version > known) throw refused(DATABASES, "postgresNewer", { place, version, known });
  if (version === known) return;
  await atOnce(async (ask) => {
    await ask("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`${SCHEMA} tables`]);
    // A schema that somebody with more rights has made needs no right to make one.
    const [there] = await ask("SELECT to_regnamespace($1) IS NOT NULL AS made", [SCHEMA]);
    if (there?.made !== true) await ask(`CREATE SCHEMA ${SCHEMA}`);
    await ask(`CREATE TABLE IF NOT EXISTS ${SCHEMA}.version (version integer NOT NULL)`);
    await ask(`INSERT INTO ${SCHEMA}.version SELECT 0 WHERE NOT EXISTS (SELECT FROM ${SCHEMA}.version)`);
    const now = await versionIn(ask);
    for (const step of STEPS.slice(now)) await ask(step);
    await ask(`UPDATE ${SCHEMA}.version SET version = greatest(version, $1::integer)`, [known]);
  });
}
