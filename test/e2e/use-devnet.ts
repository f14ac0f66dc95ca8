import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";

/** A devnet, a folder, and the command line on both. */
export interface DevnetInUse {
  readonly devnet: DevnetProcess;
  readonly folder: string;
  readonly cli: ReturnType<typeof fundOnChain>;
}

/** Gives the tests of a description a devnet of their own; it is there from their first one to their last. */
export function useDevnet(): DevnetInUse {
  const inUse = {} as { -readonly [Part in keyof DevnetInUse]: DevnetInUse[Part] };
  before(async () => {
    inUse.devnet = await startDevnetProcess();
    inUse.folder = await mkdtemp(join(tmpdir(), "fund-"));
    inUse.cli = fundOnChain(inUse.devnet, inUse.folder);
  });
  after(async () => {
    if (inUse.folder !== undefined) await rm(inUse.folder, { recursive: true, force: true });
    await inUse.devnet?.stop("SIGKILL");
  });
  return inUse;
}
