import { type ExitCode, endWith } from "./output.ts";

/** Calls to the system that cannot be taken back: a process that ends in the usual way waits for them. */
const UNENDING = /^(GetAddrInfo|GetNameInfo|FSReq)/;

/**
 * Ends the process at once, whatever hangs. A resolver that answers nothing would keep `process.exit` waiting for half a minute:
 * then another program takes the process's place, one that has nothing to do.
 */
export function leave(code: ExitCode): never {
  endWith(code);
  const isHeld = process.getActiveResourcesInfo().some((name) => UNENDING.test(name));
  if (isHeld) process.execve?.(process.execPath, [process.execPath, "-e", `process.exit(${code})`], {});
  process.exit();
}

/** Has the signals that end a program do something before; the same one a second time ends it as ever. */
export function onEndingSignal(task: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, task);
}
