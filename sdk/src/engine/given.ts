// How the engine is to run, as it is given.
import { countFrom, FLAG, FUNCTION, ifGiven, partsOf, SIGNAL } from "../columns/given.ts";

export const PATH = partsOf({ simd: FLAG, shared: FLAG, threads: countFrom(1) });
/** How work is done in the background. */
export const BACKGROUND = { onProgress: ifGiven(FUNCTION), signal: ifGiven(SIGNAL), path: ifGiven(PATH) };
