/** What a failed download says of the host beside the message. */
interface FetchErrorOptions {
  /** Nothing answered: the host may be down, or this machine's network. */
  readonly isUnclear?: boolean;
  readonly cause?: unknown;
}

/** A published bundle, or a part of it, could not be fetched; the message says why. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  /** Whether it may as well be the fault of this machine's network. Else the host, or the address, is at fault. */
  readonly isUnclear: boolean;

  constructor(reason: string, { isUnclear = false, cause }: FetchErrorOptions = {}) {
    super(reason, cause === undefined ? undefined : { cause });
    this.isUnclear = isUnclear;
  }
}

/** What was fetched could not be kept: the fault of this machine, and no sign of what is published. */
export class DiskError extends Error {
  override readonly name = "DiskError";
}

/** This machine's own network fails, or seems to: no sign of what is published. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";

  override toString(): string {
    return this.message;
  }
}
