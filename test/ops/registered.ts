// What the daemons register with Prometheus, by their source.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DAEMON = new URL("../../sdk/src/daemon/", import.meta.url).pathname;
const REGISTERED = /\bmetrics\.(?:gauge|counter|histogram)\(\s*"([a-z_]+)"/g;

const ROLES = ["watch", "operate", "schedule"];
/** What a scheduler has of an operator's. */
const SHARED = ["operate/data-watch.ts", "operate/own.ts"];

/** Every name that the daemons register, with its prefix; what stands beside their folders is everyone's. */
export function registeredNames(): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync(DAEMON, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const [folder = ""] = file.split("/");
    const own = ROLES.includes(folder) ? [folder] : ROLES;
    const roles = SHARED.includes(file) ? [...own, "schedule"] : own;
    for (const [, name = ""] of readFileSync(join(DAEMON, file), "utf8").matchAll(REGISTERED)) {
      for (const role of roles) names.add(name.startsWith("process_") ? name : `fund_${role}_${name}`);
    }
  }
  return names;
}
