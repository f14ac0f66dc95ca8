import type { FailureText } from "./index.ts";
import { chains } from "./zh/chains.ts";
import { gaps } from "./zh/gaps.ts";
import { nodes } from "./zh/nodes.ts";

export const zhFailures: FailureText = { ...chains, ...nodes, ...gaps };
