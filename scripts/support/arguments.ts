import { type ParseArgsConfig, parseArgs } from "node:util";
import { InputError } from "zke-insurance-fund";

/**
 * A script's arguments by their names.
 *
 * @throws {InputError} if one is not known, or lacks its value
 */
export function argumentsOf<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>>["values"] {
  try {
    return parseArgs(config).values;
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : String(error));
  }
}
