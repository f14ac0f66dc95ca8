// Statements as JSON lines, straight to bytes: an object and a text for each hash of each proof would take twenty times as long.
import { WORD } from "../columns/amounts.ts";
import { textOf, withRoom } from "../columns/bytes.ts";
import { amountWriter, LONGEST_AMOUNT, writeNumber } from "../columns/digits.ts";
import { escaped } from "../errors.ts";
import type { SettlementDocument } from "./document.ts";
import { type NamedPart, namedParts, sharesOfPart, statementsOfPart } from "./named-parts.ts";
import type { RowSource } from "./parts.ts";
import { jsonOf, type Statement } from "./statement.ts";
import { accountRanges, positionRanges } from "./statements.ts";

/** Some statements as JSON, a line each. */
export interface StatementLines {
  /** In UTF-8; what they stand in is used again for the lines after the next. */
  readonly bytes: Uint8Array;
  /** How many statements there have been up to the end of these. */
  readonly done: number;
}

const encoder = new TextEncoder();
const HEX_DIGITS = encoder.encode("0123456789abcdef");
const [QUOTE, BACKSLASH, SPACE, DELETE, DIGIT_0, LETTER_X] = [34, 92, 32, 127, 48, 120];
/** Stands between two hashes of a proof, and makes a hash of it 69 bytes. */
const BETWEEN = encoder.encode('","0x');
const HASH_TEXT = BETWEEN.length + 2 * WORD;
/** The longest path of a tree. */
const MOST_LEVELS = 32;
/** A byte of an id takes six in JSON at most. */
const LONGEST_ESCAPE = 6;

/**
 * The statements of all positions that a bundle names, in list order, as JSON lines: each line is what `statementToJson` gives.
 *
 * @throws {InputError} if the list is not the committed one, or a name is not that of its key
 */
export async function* statementLines(source: RowSource): AsyncGenerator<StatementLines> {
  const write = lineWriter(source.document);
  const room = [new Uint8Array(0), new Uint8Array(0)] as [Uint8Array, Uint8Array];
  for await (const part of namedParts(source)) {
    // While these lines are written to a file, the next are made.
    room.reverse();
    if (part.list.count === 1) {
      // A list of one has a proof of nothing.
      const [only] = [...statementsOfPart(source, part)];
      yield {
        bytes: encoder.encode(`${escaped(JSON.stringify(jsonOf(only as Statement)))}\n`),
        done: part.to,
      };
      continue;
    }
    const { out, length } = write(part, room[0]);
    room[0] = out;
    yield { bytes: out.subarray(0, length), done: part.to };
  }
}

const FIELDS = ["account", "position", "salt", "index", "key", "profit", "cumulativeProfit", "share"] as const;

/** What stands between the values of a statement, cut out of one that has marks for values. */
function templateOf({ identity, decimals, settlement, policy }: SettlementDocument): Uint8Array[] {
  const marks = Object.fromEntries(FIELDS.map((field) => [field, "#"]));
  const common = { identity, decimals, period: settlement.period };
  const marked = { ...common, ...marks, proof: ["#"], settlement, policy } as unknown as Statement;
  const pieces = `${JSON.stringify(jsonOf(marked))}\n`.split("#");
  return pieces.map((piece) => encoder.encode(piece));
}

/** Writes the lines of a part into an array with room, or a larger one in its place. */
function lineWriter(document: SettlementDocument) {
  const pieces = templateOf(document) as [Uint8Array, ...Uint8Array[]];
  const end = pieces.at(-1) as Uint8Array;
  const fixed = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const sharesOf = sharesOfPart(document);
  // The path from a node to the root as text, and all that comes behind it; it grows toward the front on the way down.
  const path = new Uint8Array(HASH_TEXT * MOST_LEVELS + end.length);
  path.set(end, path.length - end.length);

  return (part: NamedPart, room: Uint8Array) => {
    const { list, nodes, above, first, from, to, names, salts } = part;
    const accounts = accountRanges(names);
    const positions = positionRanges(names);
    const [profits, cumulative] = [amountWriter(list.profits), amountWriter(list.cumulative)];
    const shares = amountWriter(sharesOf(part));
    let out = room;
    let at = 0;
    const append = (piece: Uint8Array) => {
      out.set(piece, at);
      at += piece.length;
    };
    const appendText = ({ bytes, startOf, endOf }: typeof accounts, row: number) => {
      at = writeJsonText(out, at, bytes, startOf(row), endOf(row));
    };

    const line = (within: number, pathFrom: number) => {
      const row = within - first;
      const index = from + row;
      const ids = endOfId(accounts, row, positions);
      const longest = fixed + LONGEST_ESCAPE * ids + 4 * (LONGEST_AMOUNT + WORD) + path.length;
      // A part's lines are about equally long, so this is soon enough for all.
      if (at + longest > out.length) out = withRoom(out, Math.max(at + longest, longest * (to - from)));
      append(pieces[0]);
      appendText(accounts, row);
      append(pieces[1] as Uint8Array);
      appendText(positions, row);
      append(pieces[2] as Uint8Array);
      at = writeWord(out, at, salts, WORD * row);
      append(pieces[3] as Uint8Array);
      at = writeNumber(out, at, index);
      append(pieces[4] as Uint8Array);
      at = writeWord(out, at, list.keys, WORD * within);
      append(pieces[5] as Uint8Array);
      at = profits(out, at, within);
      append(pieces[6] as Uint8Array);
      at = cumulative(out, at, within);
      append(pieces[7] as Uint8Array);
      at = shares(out, at, row);
      append(pieces[8] as Uint8Array);
      // The quote of the first hash stands in the piece before.
      append(path.subarray(pathFrom + 3));
    };

    const leaves = list.count;
    /** Goes down from a node, the right child first: that way leaves come in list order. */
    const descend = (slot: number, pathFrom: number) => {
      if (slot >= leaves - 1) {
        const within = 2 * leaves - 2 - slot;
        if (within >= first && within < first + to - from) line(within, pathFrom);
        return;
      }
      const [left, right] = [2 * slot + 1, 2 * slot + 2];
      const next = pathFrom - HASH_TEXT;
      writeHash(path, next, nodes, WORD * left);
      descend(right, next);
      writeHash(path, next, nodes, WORD * right);
      descend(left, next);
    };

    let pathFrom = path.length - end.length;
    for (const hash of [...above].reverse()) {
      pathFrom -= HASH_TEXT;
      path.set(BETWEEN, pathFrom);
      encoder.encodeInto(hash.slice(2), path.subarray(pathFrom + BETWEEN.length));
    }
    descend(0, pathFrom);
    return { out, length: at };
  };
}

const endOfId = (
  accounts: ReturnType<typeof accountRanges>,
  row: number,
  positions: ReturnType<typeof accountRanges>,
) => positions.endOf(row) - accounts.startOf(row);

function writeHash(target: Uint8Array, at: number, source: Uint8Array, from: number): void {
  for (let i = 0; i < 3; i++) target[at + i] = BETWEEN[i] as number;
  writeWord(target, at + 3, source, from);
}

/** Writes 32 bytes as "0x" and hexadecimal digits; gives the place behind them. */
function writeWord(target: Uint8Array, at: number, source: Uint8Array, from: number): number {
  target[at] = DIGIT_0;
  target[at + 1] = LETTER_X;
  let to = at + 2;
  for (let i = from; i < from + WORD; i++) {
    const byte = source[i] as number;
    target[to++] = HEX_DIGITS[byte >> 4] as number;
    target[to++] = HEX_DIGITS[byte & 15] as number;
  }
  return to;
}

/** Writes UTF-8 text as what stands between the quotes of a JSON text; gives the place behind it. */
function writeJsonText(target: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  let to = at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH || byte >= DELETE)
      return writeEscaped(target, at, bytes.subarray(start, end));
    target[to++] = byte;
  }
  return to;
}

function writeEscaped(target: Uint8Array, at: number, bytes: Uint8Array): number {
  const text = encoder.encode(escaped(JSON.stringify(textOf(bytes))).slice(1, -1));
  target.set(text, at);
  return at + text.length;
}
