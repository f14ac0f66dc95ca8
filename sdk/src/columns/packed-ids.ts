/** Ids as bytes: an object for each of ten million would not fit into memory. */
export interface PackedIds {
  /** All ids, one behind the other, in UTF-8. */
  readonly bytes: Uint8Array;
  /** Where each id ends in `bytes`. */
  readonly ends: ArrayLike<number>;
}

/** Which ids to hash, and where the results go, 32 bytes each. */
export interface KeyJob {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly ids: PackedIds;
  /** The ids by number, in any order. */
  readonly rows: Uint32Array;
  readonly salts?: Uint8Array | undefined;
  readonly keys?: Uint8Array | undefined;
}
