// All calls whose arguments are held to be refused where they are of another kind.
import type { Call } from "../wrong-values.ts";
import { READING } from "./chain.ts";
import { COMPUTING } from "./computing.ts";
import { RUNNING } from "./node.ts";
import { OPERATIONS } from "./operations.ts";
import { TABLES } from "./tables.ts";

export const CALLS: readonly Call[] = [...COMPUTING, ...TABLES, ...READING, ...OPERATIONS, ...RUNNING];
