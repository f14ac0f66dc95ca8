import { COUNT, ifGiven, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { type Hex, wordBytes } from "../columns/hex.ts";
import { verifyProof } from "../commitment/inclusion.ts";
import { encodeId } from "../commitment/keys.ts";
import { type Position, positionLeafHash } from "../commitment/leaves.ts";
import { positionAt, positionTree } from "../commitment/positions.ts";
import { proofOf, rootOfTree } from "../commitment/tree.ts";
import { type AccountIndex, indexAccounts, isOfAccount } from "./accounts.ts";
import type { Bundle } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { BUNDLE } from "./given.ts";
import { keyIndex, placesIn, slotsKept, topOfTree } from "./lookup.ts";
import { assertAllNamed, hiddenOf, namedParts, statementsOfPart, wrongName } from "./named-parts.ts";
import { notCommitted, type RowSource, sliceOfList } from "./parts.ts";
import { assertProvable, statementOf } from "./prove.ts";
import type { Statement } from "./statement.ts";
import { type Ids, namesAt } from "./statements.ts";

/** Which of an account's statements are made. */
export interface AccountOptions {
  /** The first place in the list, 0 unless given: of a long answer, the next part begins one behind the last. */
  readonly from?: number;
  /** The most statements, all unless given. */
  readonly most?: number;
}

/** Makes the statements of one bundle. */
export interface Prover {
  /** What the bundle settles. */
  readonly document: SettlementDocument;
  /** Where the rows come from. */
  readonly source: RowSource;
  /**
   * The statement of one position, of the head or beyond it.
   *
   * @returns undefined if the settlement has no such position
   * @throws {InputError} if an id is malformed, or the files do not prove what they say
   */
  prove(account: string, position: string): Promise<Statement | undefined>;
  /**
   * The statements of an account's positions, in list order: of those that the private part names, which is the head. Beyond it
   * nothing is paid, and nothing says whose a position is; `prove` finds it by its ids.
   *
   * @throws {InputError} as `prove` does
   */
  proveAccount(account: string, options?: AccountOptions): Promise<Statement[]>;
  /**
   * The statements of all positions that the private part names, in list order and in one pass, a part of the list at a time.
   *
   * @throws {InputError} if the list is not the committed one, or a name is not that of its key
   */
  all(): AsyncGenerator<Statement>;
}

/** How single entries of a list are found and proven. */
export interface Entries {
  /** The places that may have a key: the one that has it, if any has. */
  placesOf(key: Hex): readonly number[] | Promise<readonly number[]>;
  /** An entry, proven. */
  entry(place: number): Proven | Promise<Proven>;
  /** Whose one place is. */
  nameAt(place: number): Ids | Promise<Ids>;
}

/** An entry of the list, and the proof of it, which has been checked. */
export interface Proven {
  readonly leaf: Position;
  readonly proof: readonly Hex[];
}

/**
 * Makes a prover of a bundle in memory: the tree is built at most once, and an index of keys and accounts when it is first
 * needed; then a statement takes less than half a millisecond.
 *
 * @throws {InputError} if the bundle has no private part, or its positions are not those of its header
 * @example
 * const prover = createProver(bundle);
 * for await (const statement of prover.proveAccount("alice")) console.log(statement.share);
 */
export function createProver(bundle: Bundle): Prover {
  requireGiven({ bundle }, { bundle: BUNDLE });
  const { document, positions, private: secrets } = bundle;
  assertProvable(secrets !== undefined);
  const { secret, statements } = secrets as NonNullable<Bundle["private"]>;
  const { count } = positions;
  const { positionCount, positionsRoot } = document.settlement;
  if (BigInt(count) !== positionCount) throw notCommitted();
  const tree = positions.tree ?? positionTree(positions);
  if (rootOfTree(tree) !== positionsRoot) throw notCommitted();
  const namesFrom = (from: number, to: number): Ids => ({
    ids: statements.ids,
    rows: statements.rows.subarray(from, to),
  });
  let keys: Uint8Array | undefined;
  return proverOf(
    {
      document,
      secret,
      named: statements.count,
      positions: (range) => sliceOfList(positions, range),
      names: ({ from, to }) => namesFrom(from, to),
      top: () => (slotsKept(count) > 0 ? topOfTree(tree, count) : undefined),
    },
    {
      placesOf(key) {
        keys ??= keyIndex(positions.keys, count);
        return placesIn(wordBytes(key), count, keys);
      },
      entry(place) {
        const leaf = positionAt(positions, place);
        const proof = proofOf(tree, count, place);
        if (!verifyProof(positionLeafHash(leaf), place, count, proof, positionsRoot)) throw notCommitted();
        return { leaf, proof };
      },
      nameAt: (place) => namesFrom(place, place + 1),
    },
  );
}

const OF_ACCOUNT = partsOf({ from: ifGiven(COUNT), most: ifGiven(COUNT) });

/** A prover of rows from anywhere. */
export function proverOf(source: RowSource, { placesOf, entry, nameAt }: Entries): Prover {
  const { document, secret } = source;
  let accounts: Promise<AccountIndex> | undefined;

  async function indexed(): Promise<AccountIndex> {
    assertAllNamed(source);
    accounts ??= indexAccounts(source);
    try {
      return await accounts;
    } catch (error) {
      // The files may be mended.
      accounts = undefined;
      throw error;
    }
  }

  return {
    document,
    source,
    async prove(account, position) {
      requireGiven({ account, position }, { account: TEXT, position: TEXT });
      const hidden = hiddenOf(secret, account, position);
      for (const place of await placesOf(hidden.key)) {
        const { leaf, proof } = await entry(place);
        if (leaf.key === hidden.key) return statementOf(document, hidden, leaf, proof);
      }
      return undefined;
    },
    async proveAccount(account, options = {}) {
      requireGiven({ account, options }, { account: TEXT, options: OF_ACCOUNT });
      const { from = 0, most = Number.POSITIVE_INFINITY } = options;
      const id = encodeId(account);
      const statements: Statement[] = [];
      for (const place of (await indexed()).candidates(account)) {
        if (place < from) continue;
        if (statements.length >= most) break;
        const names = await nameAt(place);
        if (!isOfAccount(names, 0, id)) continue;
        const hidden = hiddenOf(secret, account, namesAt(names, 0).position);
        const { leaf, proof } = await entry(place);
        if (leaf.key !== hidden.key) throw wrongName(place);
        statements.push(statementOf(document, hidden, leaf, proof));
      }
      return statements;
    },
    async *all() {
      for await (const part of namedParts(source)) yield* statementsOfPart(source, part);
    },
  };
}
