#!/usr/bin/env node
import { CommanderError } from "commander";
import type { InputError } from "../errors.ts";
import { USAGE } from "../problems/english/usage.ts";
import { refused } from "../problems/problem.ts";
import { createProgram, NAME } from "./program.ts";
import { EXIT, endWith, Interrupted, note, outliveReaders, reportFailure } from "./support/output.ts";

/** What the parser says of the arguments, as an error of the caller's; undefined where it only printed what was asked for. */
function usageError(error: CommanderError, command: string | undefined): InputError | undefined {
  if (error.exitCode === 0) return undefined;
  const asked = command === undefined || command.startsWith("-") ? "" : ` ${command}`;
  const reason = error.code === "commander.help" ? "a command is missing" : error.message.replace(/^error: /, "");
  const help = error.code === "commander.unknownCommand" ? "" : asked;
  return refused(USAGE, "usage", { said: reason.split("\n").join(" "), help: `${NAME}${help}` });
}

async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    const failure = error instanceof CommanderError ? usageError(error, args[0]) : error;
    if (failure !== undefined) reportFailure(failure, args.includes("--json"));
    // What was stopped may still be at work, and must not go on.
    if (failure instanceof Interrupted) process.exit();
  }
}

outliveReaders();
process.on("uncaughtException", (error) => {
  reportFailure(error, false);
  process.exit(EXIT.unusable);
});

endWith(EXIT.done);
if (Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))) {
  const { honourProxies } = await import("../download/proxy.ts");
  if (!honourProxies())
    note("HTTPS_PROXY and HTTP_PROXY are set: this Node honours them if NODE_USE_ENV_PROXY=1 is, from 22.21 on.");
}
await main(process.argv.slice(2));
