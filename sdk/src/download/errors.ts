/** A published bundle, or a part of it, could not be had; the message says why. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

/** What was fetched could not be kept: the fault of this machine, and no sign of what is published. */
export class DiskError extends Error {
  override readonly name = "DiskError";
}
