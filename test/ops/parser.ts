import { createProgram } from "../../sdk/src/cli/program.ts";

/** The program, which only parses: it throws what it would refuse. */
export function parser() {
  const program = createProgram();
  const still = (command: ReturnType<typeof createProgram>): void => {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    else command.commands.forEach(still);
  };
  still(program);
  return program;
}
