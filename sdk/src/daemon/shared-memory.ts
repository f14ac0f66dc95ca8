// What a daemon remembers, kept where another one that takes over finds it.
import { atOnce, type Database } from "../disk/database.ts";
import type { Query } from "../postgres/connection.ts";
import { SCHEMA } from "../postgres/schema.ts";

/** A shared database, in which a daemon's changes are kept all together while it is the one that acts. */
export type Keep = <T>(task: (ask: Query) => Promise<T>) => Promise<T>;

/** What a daemon remembers, in its own file and in the shared database. */
export interface SharedMemory {
  /** Keeps in the shared database what changed in the file since the last time. @throws {ChainError} of kind "unkept" */
  keep(): Promise<void>;
}

// What the chain tells again is not shared: a database of events is large, and each machine's node has its own say.
const OWN = ["blocks", "logs", "identity", "first_blocks", "pulse"];

const CHANGED = "CREATE TEMP TABLE IF NOT EXISTS changed (part TEXT, number INTEGER, PRIMARY KEY (part, number))";
const UPSERT = `
  INSERT INTO ${SCHEMA}.memories (name, part, number, fields)
  SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[])
  ON CONFLICT (name, part, number) DO UPDATE SET fields = excluded.fields`;
const DELETE = `
  DELETE FROM ${SCHEMA}.memories USING unnest($2::text[], $3::bigint[]) AS gone (part, number)
  WHERE memories.name = $1 AND memories.part = gone.part AND memories.number = gone.number`;

/** A row of a table in a daemon's file; `fields` as JSON, undefined if it is gone. */
interface Changed {
  readonly part: string;
  readonly number: number;
  readonly fields: string | undefined;
}

/**
 * Begins to share what a daemon remembers, when it becomes the one that acts: what is in the shared database takes the place of what is
 * in the file, if anything is there. All of the file's tables are there by then.
 *
 * @param name whose memory it is: daemons that stand in for each other have one name
 * @throws {ChainError} of kind "unkept" if the shared database does not answer, or another daemon acts
 */
export async function shareMemory(database: Database, name: string, kept: Keep): Promise<SharedMemory> {
  const tables = tablesOf(database);
  watchChanges(database, tables);
  const rows = await kept((ask) =>
    ask(`SELECT part, number, fields FROM ${SCHEMA}.memories WHERE name = $1 ORDER BY part, number`, [name]),
  );
  if (rows.length > 0) {
    atOnce(database, () => {
      for (const table of tables) {
        database.exec(`DELETE FROM ${table.part}`);
        for (const { part, number, fields } of rows) {
          if (part === table.part) table.insert(Number(number), JSON.parse(String(fields)));
        }
      }
      database.exec("DELETE FROM changed");
    });
  } else {
    for (const { part } of tables) database.exec(`INSERT OR IGNORE INTO changed SELECT '${part}', rowid FROM ${part}`);
  }

  async function keep(): Promise<void> {
    const changed = tables.flatMap(({ changes }) => changes());
    if (changed.length === 0) return;
    database.exec("DELETE FROM changed");
    const there = changed.filter(({ fields }) => fields !== undefined);
    const gone = changed.filter(({ fields }) => fields === undefined);
    const columns = (of: readonly Changed[]) => [of.map(({ part }) => part), of.map(({ number }) => number)];
    try {
      await kept(async (ask) => {
        if (there.length > 0) await ask(UPSERT, [name, ...columns(there), there.map(({ fields }) => fields)]);
        if (gone.length > 0) await ask(DELETE, [name, ...columns(gone)]);
      });
    } catch (error) {
      const again = database.prepare("INSERT OR IGNORE INTO changed VALUES (?, ?)");
      for (const { part, number } of changed) again.run(part, number);
      throw error;
    }
  }
  await keep();
  return { keep };
}

function tablesOf(database: Database) {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  return (names.all() as { name: string }[])
    .filter(({ name }) => !OWN.includes(name))
    .map(({ name: part }) => {
      const columns = (database.prepare(`PRAGMA table_info(${part})`).all() as { name: string }[]).map((c) => c.name);
      const list = columns.join(", ");
      // A row that is gone has no number of its own beside that under which it was noted.
      const changes = () =>
        database.prepare(
          `SELECT changed.number AS number, ${part}.rowid IS NULL AS gone, json_array(${list}) AS fields
           FROM temp.changed LEFT JOIN ${part} ON ${part}.rowid = changed.number WHERE changed.part = '${part}'`,
        );
      return {
        part,
        changes: (): Changed[] =>
          (changes().all() as { number: number; gone: number; fields: string }[]).map(({ number, gone, fields }) => ({
            ...{ part, number },
            fields: gone === 0 ? fields : undefined,
          })),
        insert(number: number, fields: (string | number | null)[]) {
          const places = columns.map(() => "?").join(", ");
          database.prepare(`INSERT INTO ${part} (rowid, ${list}) VALUES (?, ${places})`).run(number, ...fields);
        },
      };
    });
}

/** Notes which rows change from now on, as long as the process lasts. */
function watchChanges(database: Database, tables: readonly { readonly part: string }[]): void {
  // Else what is replaced goes without a trigger.
  database.exec(`PRAGMA recursive_triggers = ON; ${CHANGED}`);
  for (const { part } of tables) {
    const ways = [
      ["INSERT", "NEW"],
      ["UPDATE", "NEW"],
      ["DELETE", "OLD"],
    ] as const;
    for (const [way, row] of ways) {
      database.exec(
        `CREATE TEMP TRIGGER IF NOT EXISTS ${part}_${way} AFTER ${way} ON main.${part}
         BEGIN INSERT OR IGNORE INTO changed VALUES ('${part}', ${row}.rowid); END`,
      );
    }
  }
}
