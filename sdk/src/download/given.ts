// How bundles are fetched, as it is given.
import { PUBLIC_FILES } from "../bundle/bundle.ts";
import { FLAG, ifGiven, listOf, NAME, NUMBER, oneOf, partsOf, SIGNAL, TEXT, URL_GIVEN } from "../columns/given.ts";

export const FETCH = partsOf({
  ...{ files: ifGiven(listOf(oneOf(PUBLIC_FILES))), allowPrivate: ifGiven(FLAG), ipfsGateway: ifGiven(URL_GIVEN) },
  ...{ mostBytes: ifGiven(NUMBER), timeout: ifGiven(NUMBER), idleTimeout: ifGiven(NUMBER), into: ifGiven(NAME) },
  ...{ witnesses: ifGiven(listOf(TEXT)), signal: ifGiven(SIGNAL) },
});
