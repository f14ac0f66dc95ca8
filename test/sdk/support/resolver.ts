// A resolver of names for tests: this process asks nobody else while it stands in.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const LOCAL = { address: "127.0.0.1", family: 4 };

/** What becomes of names: an error's code, or nothing at all. */
type Failing = Readonly<Record<string, string | undefined>>;

/** Stands in for the resolver of names: every name is this machine, unless it is said to fail. */
export function fakeResolver() {
  const { lookup } = dns;
  let failing: Failing = {};
  function answer(name: string, options: { all?: boolean }, done: (...answer: unknown[]) => void): void {
    const code = failing[name];
    if (!(name in failing)) done(null, ...(options.all ? [[LOCAL]] : [LOCAL.address, LOCAL.family]));
    else if (code !== undefined) done(Object.assign(new Error(code), { code, syscall: "getaddrinfo", hostname: name }));
  }
  function use(lookedUp: typeof dns.lookup): void {
    dns.lookup = lookedUp;
    syncBuiltinESMExports();
  }
  return {
    start() {
      failing = {};
      use(answer as typeof dns.lookup);
    },
    fail(names: Failing) {
      failing = names;
    },
    stop: () => use(lookup),
  };
}
