/** A published bundle, or a part of it, could not be had; the message says why. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}
