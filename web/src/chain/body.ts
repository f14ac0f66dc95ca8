/** How far a body was read, and what is thrown where it is longer than it may be. */
interface BodyLimits {
  /** In bytes. */
  readonly most: number;
  /** Makes what is thrown, of the bytes that came until then. */
  readonly tooLarge: (bytes: number) => Error;
  /** Called with the bytes so far after each piece. */
  readonly onBytes?: (have: number) => void;
}

/** A response's body as a whole; it is given up at the first byte too many. */
export async function bytesOf(response: Response, { most, tooLarge, onBytes }: BodyLimits): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    pieces.push(next.value);
    size += next.value.length;
    if (size > most) {
      await reader?.cancel();
      throw tooLarge(size);
    }
    onBytes?.(size);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
