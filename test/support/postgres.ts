import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VERSIONS = "/usr/lib/postgresql";

/** A server of PostgreSQL of its own, and its folder, in which its socket is. */
export interface Postgres {
  readonly folder: string;
  /** Runs SQL, or the commands of psql; gives what it prints, without titles. */
  psql(sql: string): string;
  stop(): void;
}

/** Starts a server, where one is installed. */
export function startPostgres(): Postgres | undefined {
  const bin = serverFolder();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "pg-"));
  chmodSync(folder, 0o777);
  const data = join(folder, "data");
  run(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C"]);
  const options = `-k ${folder} -c listen_addresses=`;
  run(join(bin, "pg_ctl"), ["-D", data, "-o", options, "-l", join(folder, "log"), "-w", "start"]);
  const args = ["-h", folder, "-U", "postgres", "-d", "postgres", "-At", "-v", "ON_ERROR_STOP=1"];
  return {
    folder,
    psql: (sql) => run("psql", args, sql),
    stop() {
      run(join(bin, "pg_ctl"), ["-D", data, "-m", "immediate", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverFolder(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const [newest] = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a));
  const folder = join(VERSIONS, newest ?? "", "bin");
  return existsSync(join(folder, "initdb")) ? folder : undefined;
}

/** Runs a program as one that a server may run as: never as root. */
function run(program: string, args: readonly string[], input = ""): string {
  const isRoot = process.getuid?.() === 0;
  const [command, rest] = isRoot ? ["runuser", ["-u", "postgres", "--", program, ...args]] : [program, args];
  const { status, stdout, stderr, error } = spawnSync(command, rest as string[], {
    encoding: "utf8",
    input,
    cwd: tmpdir(),
  });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return stdout;
}
