import { masking } from "../masking.ts";
import { DATABASES } from "../problems/english/databases.ts";
import { refused } from "../problems/problem.ts";

/** Where a database is, without what is secret in its address, and what blots that out of other texts. */
export interface PostgresPlace {
  readonly place: string;
  readonly mask: (text: string) => string;
}

const POSTGRES = /^postgres(ql)?:/i;
// Of no file's name: another scheme, a quoted address, or what libpq takes beside addresses.
const NO_FILE = /:\/\/|(^|\s)(host|dbname|password|service)\s*=/i;

/**
 * Whether this names a database of PostgreSQL rather than a file.
 *
 * @throws {InputError} if it is neither: a file of an address's name would be shared by nobody, and show what is secret in it
 */
export function isPostgresAddress(text: string): boolean {
  if (POSTGRES.test(text)) return true;
  if (text.trim() === "" || NO_FILE.test(text)) throw refused(DATABASES, "postgresAddress", {});
  return false;
}

const NO_HOST = "no-host";

/** @throws {InputError} if it is no address of PostgreSQL; what was given is not repeated, since it may hold a password */
export function postgresPlace(text: string): PostgresPlace {
  // A socket's folder stands in the query, and no host beside the name.
  const url = POSTGRES.test(text) ? URL.parse(text.replace("@/", `@${NO_HOST}/`)) : null;
  if (url === null) throw refused(DATABASES, "postgresAddress", {});
  const { host, pathname, password, searchParams } = url;
  const secrets = [password, searchParams.get("password") ?? "", searchParams.get("sslpassword") ?? ""];
  const place = `postgres://${host === NO_HOST || host === "" ? (searchParams.get("host") ?? "") : host}${pathname}`;
  return { place, mask: masking([], secrets) };
}
